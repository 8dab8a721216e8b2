"""Messages that no page of BizHub sends: broken at every layer from engine.io up to the event."""

FORGED_CONNECTION = (
    '42/_event,["connect",{"QUERY_STRING":"token=forged","REMOTE_ADDR":"203.0.113.9",'
    '"asgi.scope":{"headers":[["cookie","bizhub=cnry-frame"]]}},null]'
)
"""socket.io calls Reflex's own `on_connect` with this: another token, address and headers for the connection."""

MALFORMED = [
    # engine.io
    "", " ", "0", "1", "2", "2probe", "33", "4", "5", "6", "7", "9", "x", "\x00", "é", "bQUJD", "b cnry-frame",
    # socket.io
    "40", "40/", "40/other,", "40/_event", "40/_event,[", "40/_event,[]", "40/_event,null", '40/_event,"cnry-frame"',
    '40/_event?a=b,{"event":null}', "41", "41/other,", "41/_event,{}", "42", "42[]", '42["event",{}]', "42/_event",
    '42/other,["event",{}]', '42/_event?a=b,["event",{}]', '42/_event,7["event",{}]', '42/_event,7["ping"]',
    "42/_event," + "9" * 5_000, "43/_event,[]", "43/_event,1[]", "44/_event,{}", '45/_event,["x"]', "451-/_event,[]",
    '451-/_event,["event",{"_placeholder":true,"num":0}]', "4599999999999-[]", "461-/_event,[]", "47", "4x",
    # the event's frame
    "42/_event,", "42/_event,[]", "42/_event,{}", "42/_event,5", '42/_event,"cnry-frame"', "42/_event,[null]",
    "42/_event,[5]", "42/_event,[[]]", '42/_event,["event"]', '42/_event,["event",null]',
    '42/_event,["event",null,null]', '42/_event,["event",{},{}]', '42/_event,["event","cnry-frame"]',
    '42/_event,["event",["cnry-frame"]]', '42/_event,["event",NaN]', '42/_event,["event",{"payload":-Infinity}]',
    '42/_event,["event",{"payload":' + "9" * 6_000 + "}]", '42/_event,["event",' + "[" * 3_000 + "]" * 3_000 + "]",
    '42/_event,["event",' + "[" * 30_000, '42/_event,["event",{}]]', '42/_event,["event",{}',
    # methods of Reflex's socket by name
    FORGED_CONNECTION, '42/_event,["connect"]', '42/_event,["connect",{}]', '42/_event,["disconnect"]',
    '42/_event,["disconnect",1]', '42/_event,["ping"]', '42/_event,["ping",1]', '42/_event,["client_error"]',
    '42/_event,["client_error",1,2]', '42/_event,["client_error","cnry-frame"]', '42/_event,["emit_update",{}]',
    '42/_event,["link_token_to_sid",{}]', '42/_event,["trigger_event",{"name":"x"}]', '42/_event,["__init__",{}]',
    '42/_event,["\\ud800",{}]',
]  # fmt: skip
