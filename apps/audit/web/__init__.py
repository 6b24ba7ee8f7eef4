"""Parts of the page of the trail. The view is in people, which knows who may read it."""
