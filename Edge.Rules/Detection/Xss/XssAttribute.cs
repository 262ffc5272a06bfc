using System.Buffers;

namespace Edge.Rules.Detection.Xss;

/// <summary>Judges one attribute with its value.</summary>
internal static class XssAttribute
{
    private static readonly SearchValues<string> DangerousStyles = SearchValues.Create(
        ["expression", "javascript", "vbscript", "@import", "behavior", "behaviour", "binding", "/*", "\\", "-o-link", "data:", "&#", "\0"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<char> TargetEnds = SearchValues.Create(" \t\r\n'\">/");

    /// <summary>Where in a text CSS first does more than draw; −1 when it never does.</summary>
    public static int IndexOfDangerousStyle(ReadOnlySpan<char> text) => text.IndexOfAny(DangerousStyles);

    /// <summary>Tells whether it is dangerous; outside tags, a style is for the caller to judge.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value, quotes taken off; may reach further than the attribute does.</param>
    /// <param name="inTag">Whether a tag stands around it; otherwise the value may only have been meant for one.</param>
    public static bool IsDangerous(ReadOnlySpan<char> name, ReadOnlySpan<char> value, bool inTag)
    {
        switch (XssNames.AttributeKind(name))
        {
            case XssAttributeKind.KnownEvent:
                return true;
            case XssAttributeKind.AnyEvent or XssAttributeKind.Namespace:
                return inTag;
            case XssAttributeKind.Banned:
                return inTag || name.Equals("srcdoc", StringComparison.OrdinalIgnoreCase);
            case XssAttributeKind.Url:
                return XssUrl.IsDangerous(value) || HasRefresh(name, value);
            case XssAttributeKind.Style:
                return inTag && value[..Math.Min(value.Length, XssLimits.MaxStyleLength)].ContainsAny(DangerousStyles);
            case XssAttributeKind.AttributeName:
                return inTag && IsDangerousTarget(value);
            default:
                return inTag && XssUrl.IsScript(value);
        }
    }

    /// <summary><c>&lt;meta content="0;url=javascript:…"&gt;</c>, and lists of URLs as in <c>values="x;javascript:…"</c>.</summary>
    private static bool HasRefresh(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        if (name.Equals("content", StringComparison.OrdinalIgnoreCase))
        {
            int url = value[..Math.Min(value.Length, XssLimits.MaxEncodedSchemeLength)].IndexOf("url", StringComparison.OrdinalIgnoreCase);
            int sign = url < 0 ? -1 : value[url..].IndexOf('=');
            return sign >= 0 && XssUrl.IsDangerous(value[(url + sign + 1)..].TrimStart(" '\""));
        }

        int next = value[..Math.Min(value.Length, XssLimits.MaxEncodedSchemeLength)].IndexOf(';');
        return next > 0 && name.Equals("values", StringComparison.OrdinalIgnoreCase) && XssUrl.IsDangerous(value[(next + 1)..]);
    }

    private static bool IsDangerousTarget(ReadOnlySpan<char> target)
    {
        int end = target.IndexOfAny(TargetEnds);
        XssAttributeKind kind = XssNames.AttributeKind((end < 0 ? target : target[..end]).Trim());
        return kind is XssAttributeKind.Url or XssAttributeKind.KnownEvent or XssAttributeKind.AnyEvent or XssAttributeKind.Namespace;
    }
}
