// Puts a selector into PromQL: every series of the exporter gets it. Recorded
// series do not need it, because they are made of selected ones.
local prefix = 'salesforce_';

// What a name cannot begin after: a part of a name, or the inside of a string.
local inside = std.set(std.stringChars('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:"\'|'));
local begins(before) = before == '' || !std.setMember(before[std.length(before) - 1], inside);

// What a name ends before. A colon makes it the name of a recorded series.
local ends = ['{', '[', ' ', ')', ',', ':', '\n'];
local nameOf(text) = std.foldl(function(name, end) std.splitLimit(name, end, 1)[0], ends, text);

// What follows the first end in a text.
local after(text, end) = std.splitLimit(text, end, 1)[1];

// The rest of a name and what follows it, with the selector.
local selected(text, selector) =
  local name = nameOf(text);
  local rest = after(text, name);
  if name == '' || std.startsWith(rest, ':') then text
  else if std.startsWith(rest, '{}') then name + '{' + selector + '}' + after(rest, '}')
  else if std.startsWith(rest, '{') then name + '{' + selector + ',' + after(rest, '{')
  else name + '{' + selector + '}' + rest;

local into(expr, selector) =
  // A name in a matcher is in a string, so what is selected is the matcher.
  local named = std.strReplace(expr, '{__name__=~"' + prefix, '{' + selector + ',__name__=~"' + prefix);
  local parts = std.split(named, prefix);
  std.join(prefix, std.mapWithIndex(
    function(i, part)
      if i > 0 && begins(if i == 1 then parts[0] else prefix + parts[i - 1]) then selected(part, selector) else part,
    parts,
  ));

{
  // expr puts the selector into an expression.
  expr(text, selector): if selector == '' then text else into(text, selector),

  // template puts it into the queries of a message, which stand in backquotes and
  // are texts of printf.
  template(text, selector):
    if selector == '' then text
    else
      std.join('`', std.mapWithIndex(
        function(i, part) if i % 2 == 1 then into(part, std.strReplace(selector, '%', '%%')) else part,
        std.split(text, '`'),
      )),
}
