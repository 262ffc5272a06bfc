using System.Buffers;
using System.Collections.Frozen;
using Edge.Gateway.Observability;

namespace Edge.Gateway.Waf;

/// <summary>Keeps secrets out of the audit log and the console: passwords, tokens, codes, assertions, cookies.</summary>
/// <remarks>By name: a value is masked when its name holds one of the words. What may hold any value (a whole body, a capture) is masked always.</remarks>
internal sealed class WafRedactor
{
    public const string Mask = SecretPaths.Mask;

    private static readonly string[] Words =
    [
        "password", "passwd", "passphrase", "passcode", "pwd", "secret", "token", "authorization", "assertion", "samlresponse", "samlrequest",
        "cookie", "otp", "credential", "apikey", "api_key", "api-key", "private", "session", "jwt", "signature", "answer", "code_verifier", "state",
        "device_code", "devicecode", "user_code", "usercode", "recovery", "verification", "activation", "dpop",
    ];

    /// <summary>Names that are secrets only as a whole: "code" is one, "countryCode" is not.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Whole =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "code", "pin", "sid", "key", "nonce", "ticket", "pass", "x-client-cert")
            .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Variables whose value is a piece of any other.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Containers =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "REQUEST_BODY", "FULL_REQUEST", "RESPONSE_BODY", "XML", "MATCHED_VAR", "MATCHED_VARS", "REQUEST_COOKIES",
            "FILES_TMP_CONTENT", "AUTH_TYPE", "REMOTE_USER", "REQUEST_BASENAME").GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly SearchValues<char> NotInNames = SearchValues.Create("\"'{}=:&;, \r\n\t<>");
    private static readonly SearchValues<char> BeforeNames = SearchValues.Create("?&#; /,\"'{\r\n\t");
    private static readonly SearchValues<char> AfterValues = SearchValues.Create("&#; \"\r\n\t");
    private static readonly SearchValues<char> CollectionLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ_");

    private readonly string[] _words;

    /// <param name="more">Words of the operator's own.</param>
    public WafRedactor(IEnumerable<string> more) => _words = [.. Words, .. more];

    /// <summary>Whether a parameter, header or JSON member of this name holds a secret.</summary>
    public bool IsSecret(ReadOnlySpan<char> name)
    {
        foreach (string word in _words)
        {
            if (name.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return Whole.Contains(name[(name.LastIndexOf('.') + 1)..]); // json.credentials.pin ends in its own name.
    }

    /// <summary>The value of a rule variable such as <c>ARGS:password</c> as it may be written.</summary>
    /// <param name="variable">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="sanitised">Variables that rules want masked.</param>
    public string Value(string variable, string value, IReadOnlyList<string> sanitised)
    {
        int colon = variable.IndexOf(':', StringComparison.Ordinal);
        ReadOnlySpan<char> collection = colon < 0 ? variable : variable.AsSpan(0, colon);
        ReadOnlySpan<char> key = colon < 0 ? [] : variable.AsSpan(colon + 1);
        bool isCapture = collection.Equals("TX", StringComparison.OrdinalIgnoreCase) && key is [>= '0' and <= '9'];
        if (Containers.Contains(collection) || isCapture || IsSecret(key) || sanitised.Contains(variable, StringComparer.OrdinalIgnoreCase))
        {
            return Mask;
        }

        return value.AsSpan().ContainsAny("=:/") ? Text(value) : value;
    }

    /// <summary>
    /// A name as it may be written. A client chooses names too, and sends whole documents as one: what curl makes of
    /// <c>-d '{"password":"x"}'</c> is a form with a single name.
    /// </summary>
    public string Name(string name)
    {
        if (!IsSecret(name) || !name.AsSpan().ContainsAny(NotInNames))
        {
            return name;
        }

        int colon = name.IndexOf(':', StringComparison.Ordinal);
        bool hasCollection = colon > 0 && !name.AsSpan(0, colon).ContainsAnyExcept(CollectionLetters);
        return hasCollection && !name.AsSpan(colon + 1).ContainsAny(NotInNames) ? name
            : hasCollection ? string.Concat(name.AsSpan(0, colon + 1), Mask) : Mask;
    }

    /// <summary>Masks what stands behind secret names, in pairs, in JSON and in paths, anywhere in a text.</summary>
    public string Text(string text) => SecretPaths.In(Members(Pairs(text)));

    /// <summary>Masks the values of secret names in <c>a=1&amp;password=x</c>, wherever it stands in a text.</summary>
    public string Pairs(string text)
    {
        int at = 0;
        for (int equals; (equals = text.IndexOf('=', at)) >= 0;)
        {
            int nameStart = text.AsSpan(0, equals).LastIndexOfAny(BeforeNames) + 1;
            int valueEnd = text.AsSpan(equals + 1).IndexOfAny(AfterValues);
            valueEnd = valueEnd < 0 ? text.Length : equals + 1 + valueEnd;
            if (IsSecret(text.AsSpan(nameStart, equals - nameStart)))
            {
                text = string.Concat(text.AsSpan(0, equals + 1), Mask, text.AsSpan(valueEnd));
                at = equals + 1 + Mask.Length;
            }
            else
            {
                at = equals + 1;
            }
        }

        return text;
    }

    // "password": "x", 'pin': 1 - as far as the text goes; it may be a piece of a document.
    private string Members(string text)
    {
        int at = 0;
        for (int colon; (colon = text.IndexOf(':', at)) >= 0;)
        {
            at = colon + 1;
            ReadOnlySpan<char> before = text.AsSpan(0, colon).TrimEnd();
            if (before is not [.., '"' or '\''])
            {
                continue;
            }

            ReadOnlySpan<char> name = before[..^1];
            name = name[(name.LastIndexOf(before[^1]) + 1)..];
            if (IsSecret(name))
            {
                int start = text.Length - text.AsSpan(at).TrimStart().Length;
                text = string.Concat(text.AsSpan(0, at), Mask, text.AsSpan(EndOfMember(text, start)));
                at += Mask.Length;
            }
        }

        return text;
    }

    private static int EndOfMember(string text, int start)
    {
        if (start == text.Length || text[start] is not ('"' or '\''))
        {
            int end = text.AsSpan(start).IndexOfAny(",}]\r\n");
            return end < 0 ? text.Length : start + end;
        }

        for (int i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == text[start])
            {
                return i + 1;
            }
        }

        return text.Length;
    }
}
