"""Headers that exports carry, in English, 简体 and 繁體, by record type and by what they fill.

A target is a field of the record type's shape, `key`, `agent.number|name|email|extension`, `team`,
`customer.phone|id|name`, or `<instant>.time`: the time of day that stands in a column of its own beside the
day. `caller` and `callee` are the two ends of a call: which one is the customer depends on the direction.
Presets are written from these lists, and whoever proposes a mapping reads them; the first header is the one
people are told.
"""

from collections.abc import Mapping
from typing import Final

from apps.intake.choices import RecordType

Headers = tuple[str, ...]
Targets = Mapping[str, Headers]

AGENT_NUMBER: Final[Headers] = (
    "Agent No", "Agent ID", "Employee No", "Employee ID", "Agent number", "Staff No", "Staff ID",
    "坐席工号", "工号", "坐席ID", "客服工号", "员工工号", "员工编号", "座席工号", "座席ID",
    "員工編號", "坐席工號", "工號", "專員代號", "座席工號", "員工代號", "客服工號",
)  # fmt: skip
AGENT_NAME: Final[Headers] = (
    "Agent", "Agent name", "Sales agent", "Employee", "Employee name", "Representative", "Owner",
    "坐席姓名", "客服姓名", "员工姓名", "坐席", "座席", "客服", "姓名", "销售",
    "員工姓名", "專員姓名", "座席姓名", "專員", "業務員", "銷售員",
)  # fmt: skip
AGENT_EMAIL: Final[Headers] = (
    "Agent email", "Email", "坐席邮箱", "员工邮箱", "邮箱", "員工電郵", "電郵",
    "電子郵件",
)  # fmt: skip
AGENT_EXTENSION: Final[Headers] = (
    "Extension", "Agent extension", "Ext", "分机号", "分机", "坐席分机", "分機號", "分機", "分機號碼",
)  # fmt: skip
AGENT: Final[Targets] = {
    "agent.number": AGENT_NUMBER,
    "agent.name": AGENT_NAME,
    "agent.email": AGENT_EMAIL,
    "agent.extension": AGENT_EXTENSION,
}
CUSTOMER_PHONE: Final[Headers] = (
    "Customer phone", "Phone", "Phone number", "Customer number", "Mobile",
    "客户号码", "客户手机号", "客户电话", "手机号", "手机号码", "联系电话", "被叫号码", "被叫号",
    "客戶號碼", "客戶電話", "客戶手機", "手機號碼", "聯絡電話", "最後撥打號碼", "電話號碼",
)  # fmt: skip
CUSTOMER_ID: Final[Headers] = (
    "Customer ID", "Customer No", "Account ID", "客户编号", "客户ID", "客户代号", "客戶代號", "客戶編號",
    "會員編號",
)  # fmt: skip
CUSTOMER_NAME: Final[Headers] = (
    "Customer", "Customer name", "Account", "Account name", "Company", "客户姓名", "客户名称", "客户",
    "客戶姓名", "客戶名稱", "客戶",
)  # fmt: skip
CUSTOMER: Final[Targets] = {
    "customer.phone": CUSTOMER_PHONE,
    "customer.id": CUSTOMER_ID,
    "customer.name": CUSTOMER_NAME,
}
DAY: Final[Headers] = ("Date", "Day", "日期", "统计日期", "統計日期")
AMOUNT: Final[Headers] = ("Amount", "Order amount", "金额", "订单金额", "金額", "訂單金額")
CURRENCY: Final[Headers] = ("Currency", "币种", "幣別", "貨幣")
PRODUCT: Final[Headers] = ("Product", "Product name", "产品", "产品名称", "產品", "產品名稱", "商品名稱")
CAMPAIGN: Final[Headers] = (
    "Campaign", "Campaign name", "Project", "项目名称", "项目", "活动名称", "活動類型名稱", "活動名稱",
    "專案名稱",
)  # fmt: skip
MARKET: Final[Headers] = (
    "Market", "Segment", "Customer segment", "Region", "市场", "客户分群", "区域", "市場", "客群", "地區",
)  # fmt: skip
SCENARIO: Final[Headers] = (
    "Call scenario", "Scenario", "Call purpose", "Call type", "通话场景", "呼叫场景", "呼叫类型",
    "通話場景", "呼叫類型",
)  # fmt: skip
ORDER_ID: Final[Headers] = (
    "Order ID", "Order No", "Order number", "订单号", "订单编号", "訂單編號", "訂單號碼",
)  # fmt: skip
CALL_ID: Final[Headers] = (
    "Call ID", "Call No", "Record ID", "通话编号", "通话ID", "话单id", "通話編號", "話單編號",
)  # fmt: skip
OWN_MONEY: Final[Targets] = {"amount": AMOUNT, "currency": CURRENCY}

CALL: Final[Targets] = {
    "key": CALL_ID,
    **AGENT,
    **CUSTOMER,
    "caller": ("Caller", "Calling number", "From", "主叫号码", "主叫号", "主叫", "主叫號碼", "來電號碼"),
    "callee": ("Callee", "Called number", "To", "被叫号码", "被叫号", "被叫", "被叫號碼", "撥打號碼"),
    "day": ("Call date", *DAY, "通话日期", "通話日期"),
    "started_at": (
        "Start time", "Started at", "Call start", "Call time", "开始时间", "通话开始时间", "呼叫时间",
        "创建时间", "開始時間", "通話開始時間", "撥打時間",
    ),
    "started_at.time": ("Time", "Time of day", "时间", "時間"),
    "direction": ("Direction", "Call direction", "呼叫方向", "通话方向", "通話方向"),
    "answered": (
        "Answered", "Connected", "Answered (Y/N)", "是否接通", "接通", "是否接听", "是否接聽",
    ),
    "resolved": ("Resolved", "是否解决", "是否解決"),
    "talk_seconds": (
        "Talk seconds", "Talk time", "Duration", "Talk duration", "Call duration", "AvgTalkDuration",
        "Average Talk Duration", "通话时长(秒)", "通话时长", "时长", "通話時長", "通話時長(秒)", "通話秒數",
    ),
    "wait_seconds": (
        "Wait seconds", "Wait time", "Speed of answer in seconds", "Speed of answer", "Ring seconds",
        "等待时长", "振铃时长", "等待時長", "振鈴時長",
    ),
    "wrap_up_seconds": (
        "Wrap-up seconds", "Wrap up time", "After call work", "ACW", "话后处理时长", "整理时长",
        "話後處理時長", "話後處理",
    ),
    "abandoned": ("Abandoned", "是否放弃", "是否放棄"),
    "campaign": CAMPAIGN,
    "topic": ("Topic", "Subject", "主题", "狀態名稱", "主題"),
    "disposition": (
        "Disposition", "Result", "Call result", "Status", "Outcome", "客户状态", "状态", "通话结果",
        "呼叫结果", "撥打結果名稱", "撥打結果", "狀態",
    ),
    "product": PRODUCT,
    "market": MARKET,
    "scenario": SCENARIO,
    "queue": ("Queue", "Skill group", "Skill", "技能组", "队列", "技能組", "佇列"),
    "list_code": (
        "List", "List code", "List name", "任务名称", "任务", "名单名称", "活動名單名稱", "名單名稱",
    ),
    "script_version": ("Script version", "Script", "话术版本", "话术", "話術版本", "話術"),
}  # fmt: skip
ORDER: Final[Targets] = {
    "key": ORDER_ID,
    **AGENT,
    **CUSTOMER,
    "day": (
        "Order date", "Booked", "Booked on", *DAY, "下单日期", "订单日期", "下单时间", "訂單日期", "下單日期",
    ),
    **OWN_MONEY,
    "product": PRODUCT,
    "verified_day": ("Verified", "Verified on", "核实日期", "核實日期"),
    "paid_day": ("Paid", "Paid on", "付款日期", "支付日期"),
    "cancelled_day": ("Cancelled", "Cancelled on", "Canceled", "取消日期"),
    "campaign": CAMPAIGN,
    "market": MARKET,
    "scenario": SCENARIO,
}  # fmt: skip
REFUND: Final[Targets] = {
    "key": ("Refund ID", "Refund No", "退款编号", "退款單號", "退款編號"),
    "order_key": ORDER_ID,
    "day": ("Refund date", "Refunded on", *DAY, "退款日期"),
    "amount": ("Refund amount", "Refunded", "退款金额", "退款金額", "Amount", "金额", "金額"),
    "currency": CURRENCY,
}
OPPORTUNITY: Final[Targets] = {
    "key": ("opportunity_id", "Opportunity", "Deal ID", "商机编号", "商機編號"),
    **AGENT,
    **CUSTOMER,
    "day": ("engage_date", "Opened", "Created", "Created on", "开始日期", "開始日期"),
    "stage": ("deal_stage", "Stage", "阶段", "階段"),
    "closed_day": ("close_date", "Closed", "Closed on", "成交日期", "结案日期", "結案日期"),
    "amount": ("close_value", "Value", *AMOUNT),
    "currency": CURRENCY,
    "product": PRODUCT,
    "campaign": CAMPAIGN,
    "market": MARKET,
}
ENQUIRY: Final[Targets] = {
    "key": ("Enquiry ID", "Enquiry No", "Ticket ID", "咨询编号", "工单号", "諮詢編號"),
    **AGENT,
    **CUSTOMER,
    "day": ("Enquiry date", *DAY, "咨询日期", "諮詢日期"),
    "channel": ("Channel", "渠道", "管道"),
    "response_seconds": (
        "Response seconds", "First response seconds", "First response time", "响应时长", "响应时间",
        "響應時間", "回應時間",
    ),
}  # fmt: skip
SURVEY: Final[Targets] = {
    "key": ("Response ID", "Response No", "Survey ID", "问卷编号", "問卷編號"),
    **AGENT,
    **CUSTOMER,
    "day": ("Response date", *DAY),
    "score": (
        "Score", "Overall", "Rating", "Satisfaction rating", "Satisfaction",
        "总分", "满意度", "總分", "滿意度",
    ),
    "attitude": ("Attitude", "态度", "服务态度", "態度", "服務態度"),
    "professionalism": ("Professionalism", "专业", "专业度", "專業", "專業度"),
    "problem_solving": ("Problem solving", "解决能力", "解決能力"),
}  # fmt: skip
COMPLAINT: Final[Targets] = {
    "key": ("Complaint ID", "Complaint No", "投诉编号", "投訴編號"),
    **AGENT,
    **CUSTOMER,
    "day": ("Complaint date", *DAY, "投诉日期", "投訴日期"),
    "severity": ("Severity", "严重程度", "嚴重程度"),
    "cause": ("Cause", "Reason", "原因", "投诉原因", "投訴原因"),
}
EVALUATION: Final[Targets] = {
    "key": ("Evaluation ID", "Evaluation No", "质检编号", "質檢編號"),
    **AGENT,
    "day": ("Evaluation date", *DAY, "质检日期", "質檢日期"),
    "score": ("Score", "Quality score", "总分", "质检得分", "總分", "質檢得分"),
}
ORDER_LINE: Final[Targets] = {
    "key": ("Line ID", "Order line ID", "订单行号", "訂單行號"),
    "order_key": ORDER_ID,
    "line": ("Line", "Line No", "行号", "行號", "項次"),
    "day": ("Order date", *DAY, "订单日期", "訂單日期"),
    "product": PRODUCT,
    "quantity": ("Quantity", "Qty", "数量", "數量"),
    "amount": ("Line amount", "Line total", *AMOUNT),
    "currency": CURRENCY,
}
CREDIT: Final[Targets] = {
    "key": ("Credit ID", "分成编号", "分成編號"),
    **AGENT,
    "order_key": ORDER_ID,
    "day": ("Order date", *DAY, "订单日期", "訂單日期"),
    "share": ("Share", "Credit", "Credit percent", "Split", "分成比例", "业绩比例", "業績比例"),
}
SESSION: Final[Targets] = {
    "key": ("Session ID", "会话编号", "工作階段編號"),
    **AGENT,
    "day": ("Session date", *DAY),
    "logged_in_at": ("Logged in at", "Login time", "Login", "签入时间", "登录时间", "簽入時間", "登入時間"),
    "logged_out_at": (
        "Logged out at", "Logout time", "Logout", "签出时间", "退出时间", "簽出時間", "登出時間",
    ),
    "logged_in_seconds": (
        "Logged in seconds", "Logged in time", "Login duration", "工作时长", "签入时长", "登录时长",
        "工作時長", "簽入時長", "登入時長",
    ),
    "break_seconds": ("Break seconds", "Break time", "Pause", "小休时长", "休息时长", "小休時長", "休息時長"),
}  # fmt: skip
FOLLOW_UP: Final[Targets] = {
    "key": ("Follow-up ID", "Task ID", "回访编号", "回訪編號", "跟進編號"),
    **AGENT,
    **CUSTOMER,
    "day": ("Promised on", "Promised", *DAY, "约定日期", "約定日期"),
    "due_day": ("Due", "Due date", "Follow-up date", "回访日期", "预约日期", "追蹤日期", "回訪日期"),
    "due_at": ("Due at", "Follow-up time", "预约时间", "预约回访时间", "預約時間", "追蹤時間"),
    "done_day": ("Done", "Done on", "Completed on", "完成日期", "实际回访日期", "實際回訪日期"),
    "done_at": ("Done at", "Completed at", "完成时间", "完成時間"),
    "call_key": CALL_ID,
    "note": ("Note", "Task", "备注", "備註", "跟进内容", "跟進內容"),
}
MEASUREMENT: Final[Targets] = {
    **AGENT,
    "team": ("Team", "Team code", "Group", "团队", "小组", "团队编号", "團隊", "小組", "團隊編號"),
    "day": DAY,
    "code": ("Measure", "Metric", "Measurement", "指标", "指標"),
    "value": ("Value", "值", "数值", "數值"),
    "unit": ("Unit", "单位", "單位"),
}

ALIASES: Final[Mapping[str, Targets]] = {
    RecordType.CALL: CALL,
    RecordType.ORDER: ORDER,
    RecordType.REFUND: REFUND,
    RecordType.OPPORTUNITY: OPPORTUNITY,
    RecordType.ENQUIRY: ENQUIRY,
    RecordType.SURVEY: SURVEY,
    RecordType.COMPLAINT: COMPLAINT,
    RecordType.EVALUATION: EVALUATION,
    RecordType.ORDER_LINE: ORDER_LINE,
    RecordType.CREDIT: CREDIT,
    RecordType.SESSION: SESSION,
    RecordType.FOLLOW_UP: FOLLOW_UP,
    RecordType.MEASUREMENT: MEASUREMENT,
}

# Columns of reports that are already summed up by agent and day: each is a measurement of its own.
MEASURES: Final[Mapping[str, Headers]] = {
    "hours_worked": ("Working time", "Hours worked", "工作时长", "工作時長"),
    "leads_assigned": ("Leads assigned", "分配名单数", "分配名單數"),
    "leads_dialled": ("Leads dialled", "拨打名单量", "撥打名單量"),
    "calls_made": ("Calls made", "Dials", "拨打次数", "外呼次数", "撥打次數"),
    "calls_connected": ("Calls connected", "接通次数", "接通量", "接通次數"),
    "orders_won": ("Orders", "Deals won", "线上成交量", "成交量", "線上成交量"),
    "sales": ("Sales", "Sales amount", "线上成交金额", "成交金额", "線上成交金額", "成交金額"),
    "talk_time": ("Talk time", "Talk seconds", "通话时长", "通話時長"),
}

# First words of a row that adds up the others.
FOOTER: Final[Headers] = (
    "total", "totals", "grand total", "sum", "合计", "总计", "小计", "合計", "總計", "小計",
)  # fmt: skip
