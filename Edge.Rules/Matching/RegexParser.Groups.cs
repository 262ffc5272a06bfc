namespace Edge.Rules.Matching;

/// <summary>Groups, options and look-around.</summary>
internal sealed partial class RegexParser
{
    private int _groupCount;

    private RegexNode? ParseGroup()
    {
        if (!AtEnd && Current == '*')
        {
            throw Error("verbs such as (*FAIL) are not supported");
        }

        if (!TakeIf('?'))
        {
            return Capture(null);
        }

        if (TakeIf('#'))
        {
            SkipTo(')');
            return null;
        }

        if (TakeIf(":"))
        {
            return Body(); // Nothing else may be taken here: in (?:=a) the equals sign is a char.
        }

        if (TakeIf(">"))
        {
            return new RegexNode(RegexNodeKind.Atomic, Body());
        }

        if (TakeIf("="))
        {
            return new RegexNode(RegexNodeKind.LookAhead, Body());
        }

        return TakeIf("!") ? new RegexNode(RegexNodeKind.NotLookAhead, Body()) : ParseNamedOrOptions();
    }

    private RegexNode? ParseNamedOrOptions()
    {
        if (TakeIf("<="))
        {
            return new RegexNode(RegexNodeKind.LookBehind, Body());
        }

        if (TakeIf("<!"))
        {
            return new RegexNode(RegexNodeKind.NotLookBehind, Body());
        }

        if (TakeIf("P="))
        {
            return BackReference(SkipTo(')'));
        }

        if (TakeIf("P<") || TakeIf('<'))
        {
            return Capture(SkipTo('>'));
        }

        return TakeIf('\'') ? Capture(SkipTo('\'')) : ParseOptions();
    }

    private RegexNode Capture(string? name)
    {
        int index = ++_groupCount;
        if (name is not null && !_names.TryAdd(name, index))
        {
            throw Error($"two groups are named '{name}'");
        }

        return new RegexNode(RegexNodeKind.Capture, Body()) { Group = index };
    }

    /// <summary>Reads to the closing bracket; options set inside end there.</summary>
    private RegexNode Body()
    {
        (bool, bool, bool, bool) outer = (_ignoreCase, _dotAll, _multiLine, _extended);
        RegexNode body = ParseAlternation();
        if (!TakeIf(')'))
        {
            throw Error("a '(' is never closed");
        }

        (_ignoreCase, _dotAll, _multiLine, _extended) = outer;
        return body;
    }

    private RegexNode? ParseOptions()
    {
        (bool, bool, bool, bool) outer = (_ignoreCase, _dotAll, _multiLine, _extended);
        bool value = true;
        while (!AtEnd)
        {
            char c = _pattern[_at++];
            switch (c)
            {
                case 'i':
                    _ignoreCase = value;
                    break;
                case 's':
                    _dotAll = value;
                    break;
                case 'm':
                    _multiLine = value;
                    break;
                case 'x':
                    _extended = value;
                    break;
                case '-':
                    value = false;
                    break;
                case ')':
                    return null;
                case ':':
                    RegexNode body = Body();
                    (_ignoreCase, _dotAll, _multiLine, _extended) = outer;
                    return body;
                default:
                    throw Error($"'(?{c}' is not supported");
            }
        }

        throw Error("a '(' is never closed");
    }

    private RegexNode BackReference(string name) =>
        _names.TryGetValue(name, out int index) ? BackReference(index) : throw Error($"no group is named '{name}'");

    private RegexNode BackReference(int index) => new(RegexNodeKind.BackReference) { Group = index, IgnoreCase = _ignoreCase };
}
