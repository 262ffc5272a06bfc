using System.Buffers;

namespace Edge.Rules.Detection.Xss;

/// <summary>Tells whether a value carries script for a browser: the <c>@detectXSS</c> operator.</summary>
/// <remarks>
/// The idea is Nick Galbreath's (libinjection): read the value as HTML in every place it may be pasted into: text, an attribute's
/// value in each kind of quotes, a URL. The reader and the lists are ours; <c>docs/waf-detectors.md</c> tells how they work.
/// Thread-safe, allocates nothing, and takes time linear in the value's length.
/// </remarks>
internal static class XssDetector
{
    private static readonly SearchValues<char> Triggers = SearchValues.Create("<=:&");

    private static readonly SearchValues<char> AttributeNameChars = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:-_.");

    private static readonly SearchValues<char> BreakOuts = SearchValues.Create("\t\n\f\r\v \0'\"`<>");

    /// <summary>Tells whether the value would run script in a browser.</summary>
    /// <param name="value">A byte string held as Latin-1 chars.</param>
    public static bool IsXss(ReadOnlySpan<char> value) => IsXss(value, out _);

    /// <summary>The same, telling how many characters were looked at: the measure that tests hold to a line.</summary>
    internal static bool IsXss(ReadOnlySpan<char> value, out int steps)
    {
        steps = 0;
        int first = value.IndexOfAny(Triggers);
        if (first < 0)
        {
            return false;
        }

        return XssUrl.IsBareScript(value) || HasDangerousTag(value, ref steps) || HasDangerousAttribute(value, ref steps);
    }

    /// <summary>The value as text: it opens a tag.</summary>
    private static bool HasDangerousTag(ReadOnlySpan<char> value, ref int steps)
    {
        int open = value.IndexOf('<');
        if (open < 0)
        {
            return false;
        }

        XssTagReader reader = new(value);
        bool found = false;
        for (int count = 0; count < XssLimits.MaxTags; count++)
        {
            found = reader.IsDangerous(open);
            int next = found ? -1 : value[(open + 1)..].IndexOf('<');
            if (next < 0)
            {
                break;
            }

            open += next + 1;
        }

        steps += reader.Steps;
        return found;
    }

    /// <summary>
    /// The value as part of a tag: it ends an attribute's value by a quote or white space, and another attribute follows. Every place
    /// that an attribute may start is the same in all kinds of quotes, so one pass from one <c>=</c> to the next covers them all.
    /// </summary>
    private static bool HasDangerousAttribute(ReadOnlySpan<char> value, ref int steps)
    {
        int sign = value.IndexOf('=');
        bool brokeOut = sign >= 0 && value.ContainsAny(BreakOuts);
        int signs = brokeOut ? XssLimits.MaxAssignments : 1; // Without a way out, only the value's start is an attribute's.
        int style = -1; // Where the next dangerous style is, at or behind the last one asked for.
        for (int count = 0; sign >= 0 && count < signs; count++)
        {
            int end = TrimBlanks(value, sign);
            int start = end;
            while (start > 0 && end - start <= XssLimits.MaxNameLength && AttributeNameChars.Contains(value[start - 1])) { start--; }
            steps += sign - start + 1;
            if (IsAttributeStart(value, start, brokeOut) && start < end)
            {
                ReadOnlySpan<char> content = value[(sign + 1)..].TrimStart(" \t\r\n'\"`");
                ReadOnlySpan<char> name = value[start..end];
                if (XssAttribute.IsDangerous(name, content, inTag: false) || (IsStyle(name) && IsStyleDangerous(value, sign, ref style)))
                {
                    return true;
                }
            }

            int next = value[(sign + 1)..].IndexOf('=');
            sign = next < 0 ? -1 : sign + 1 + next;
        }

        return false;
    }

    private static bool IsStyle(ReadOnlySpan<char> name) => name.Equals("style", StringComparison.OrdinalIgnoreCase);

    private static bool IsStyleDangerous(ReadOnlySpan<char> value, int start, ref int next)
    {
        if (next < start)
        {
            int found = XssAttribute.IndexOfDangerousStyle(value[start..]);
            next = found < 0 ? int.MaxValue : start + found;
        }

        return next - start < XssLimits.MaxStyleLength;
    }

    private static int TrimBlanks(ReadOnlySpan<char> value, int end)
    {
        // As far as names are long: white space without end must not be walked again for each sign.
        int limit = Math.Max(0, end - XssLimits.MaxNameLength);
        while (end > limit && value[end - 1] is ' ' or '\t' or '\r' or '\n' or '\f' or '\v') { end--; }
        return end;
    }

    private static bool IsAttributeStart(ReadOnlySpan<char> value, int start, bool brokeOut)
    {
        if (start == 0)
        {
            return true;
        }

        return value[start - 1] switch
        {
            ' ' or '\t' or '\r' or '\n' or '\f' or '\v' or '\'' or '"' or '`' or '\0' => true,
            '/' => brokeOut, // Without a quote before it, it is a path.
            _ => false,
        };
    }
}
