-- The request mix of eng/compare-waf.sh, for wrk: wrk … -s waf-cases.lua URL -- CASE
-- Each case has variants that a fixed seed makes, so that nothing can be remembered from one request to the next.
-- All but "attack" pass the OWASP Core Rule Set at paranoia level 1.
local vocabulary = {}
for word in ([[amber basket candle door evening forest garden harbour island journey kettle lantern meadow north orchard
pencil quiet river summer table under violet window yellow apple bridge cloud dinner early flower gentle happy]]):gmatch("%a+") do
  vocabulary[#vocabulary + 1] = word
end

local state = 42
local function random(n) -- Lehmer's generator: the same corpus under every Lua.
  state = (state * 48271) % 2147483647
  return state % n + 1
end

local function words(n)
  local list = {}
  for i = 1, n do list[i] = vocabulary[random(#vocabulary)] end
  return table.concat(list, " ")
end

local function digits(n)
  local list = {}
  for i = 1, n do list[i] = random(10) - 1 end
  return table.concat(list)
end

local function encoded(text)
  return (text:gsub("[^%w%-._~ ]", function(c) return string.format("%%%02X", c:byte()) end):gsub(" ", "+"))
end

local function headers(contentType)
  return {
    ["Host"] = "shop.example.org",
    ["User-Agent"] = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
    ["Accept"] = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8",
    ["Accept-Language"] = "de-DE,de;q=0.9,en;q=0.7",
    ["Accept-Encoding"] = "gzip, deflate, br",
    ["Referer"] = "https://shop.example.org/garden/lanterns",
    ["Sec-Fetch-Dest"] = "document", ["Sec-Fetch-Mode"] = "navigate", ["Sec-Fetch-Site"] = "same-origin",
    ["Cookie"] = "sid=" .. digits(24) .. "; theme=light",
    ["Content-Type"] = contentType,
  }
end

local function order() -- About 8 KB and 320 leaves.
  local items = {}
  for i = 1, 52 do
    items[i] = string.format('{"id":"%s","name":"%s","count":%d,"price":%d.%02d,"wrapped":%s,"note":"%s"}',
      digits(8), words(2), random(9), random(300), random(99), random(2) == 1 and "true" or "false", words(9))
  end
  return '{"number":"' .. digits(10) .. '","buyer":{"name":"' .. words(2) .. '","mail":"' .. vocabulary[random(#vocabulary)] .. '@example.org"},"items":[' .. table.concat(items, ",") .. "]}"
end

local function article() -- About 8 KB in few, long values.
  local paragraphs = {}
  for i = 1, 7 do paragraphs[i] = words(150) .. "." end
  return '{"title":"' .. words(5) .. '","paragraphs":["' .. table.concat(paragraphs, '","') .. '"]}'
end

local function photo() -- 100 KB of noise as a file beside two fields.
  local boundary, noise = "----edge" .. digits(16), {}
  for i = 1, 100000 do noise[i] = string.char(random(256) - 1) end
  local function part(name, more, body) return "--" .. boundary .. '\r\nContent-Disposition: form-data; name="' .. name .. '"' .. more .. "\r\n\r\n" .. body .. "\r\n" end
  return boundary, part("title", "", words(4)) .. part("album", "", words(2))
    .. part("photo", '; filename="' .. vocabulary[random(#vocabulary)] .. '.jpg"\r\nContent-Type: image/jpeg', table.concat(noise)) .. "--" .. boundary .. "--\r\n"
end

local attacks = { "-1 UNION SELECT name, password FROM users", "' OR 'a'='a", "<script>alert(1)</script>", "<svg onload=alert(1)>", "../../../../etc/passwd", ";cat /etc/passwd", "<?php phpinfo(); ?>" }
local form = "application/x-www-form-urlencoded"

local cases = {
  get = { 256, function() return wrk.format("GET", "/lantern?id=" .. digits(5), headers()) end },
  args = { 256, function()
    local list = {}
    for i, name in ipairs({ "q", "kind", "maker", "colour", "order", "page", "from", "until", "remark", "lang" }) do list[i] = name .. "=" .. encoded(words(3)) end
    return wrk.format("GET", "/find?" .. table.concat(list, "&"), headers())
  end },
  form = { 256, function()
    local body = "name=" .. encoded(words(2)) .. "&mail=" .. vocabulary[random(#vocabulary)] .. "%40example.org&phone=0" .. digits(9) .. "&message=" .. encoded(words(140))
    return wrk.format("POST", "/contact", headers(form), (body:sub(1, 1024):gsub("[%%+].?.?$", "x")))
  end },
  json = { 64, function() return wrk.format("POST", "/orders", headers("application/json"), order()) end },
  doc = { 64, function() return wrk.format("POST", "/articles", headers("application/json"), article()) end },
  upload = { 8, function() local boundary, body = photo(); return wrk.format("POST", "/photos", headers("multipart/form-data; boundary=" .. boundary), body) end },
  attack = { 256, function() return wrk.format("GET", "/lantern?id=" .. digits(3) .. "&q=" .. encoded(attacks[random(#attacks)]), headers()) end },
}

local built, at = {}, 0

function init(args)
  local case = cases[args[1]] or error("no such case: " .. tostring(args[1]))
  for i = 1, case[1] do built[i] = case[2]() end
end

function request()
  at = at % #built + 1
  return built[at]
end
