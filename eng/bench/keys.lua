-- For wrk: 100,000 keys in X-Api-Key, one after the other. Each request's text is made once.
local count, at, texts = 100000, 0, {}
function request()
  at = at % count + 1
  local text = texts[at]
  if not text then
    wrk.headers["X-Api-Key"] = string.format("key-%06d", at)
    text = wrk.format("GET", wrk.path)
    texts[at] = text
  end
  return text
end
