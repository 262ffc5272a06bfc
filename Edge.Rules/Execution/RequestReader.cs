using Edge.Rules.Bodies;
using Edge.Rules.Transformations;
using Edge.Rules.Variables;

namespace Edge.Rules.Execution;

/// <summary>Turns the parts of a request into variables, as ModSecurity v3 does.</summary>
internal sealed class RequestReader(TransactionState state, BodySink sink, BodyLimits limits)
{
    private static readonly Base64Decode Base64 = new();

    public void ReadLine(ReadOnlySpan<char> method, ReadOnlySpan<char> target, ReadOnlySpan<char> protocol)
    {
        TextArena arena = state.Arena;
        Span<char> room = arena.Reserve(method.Length + target.Length + protocol.Length + 2);
        method.CopyTo(room);
        room[method.Length] = ' ';
        target.CopyTo(room[(method.Length + 1)..]);
        room[method.Length + 1 + target.Length] = ' ';
        protocol.CopyTo(room[(method.Length + target.Length + 2)..]);
        TextSlice line = arena.Commit(room.Length);
        Set(VariableKind.RequestLine, line);
        Set(VariableKind.RequestMethod, line.Slice(0, method.Length));
        TextSlice raw = line.Slice(method.Length + 1, target.Length);
        Set(VariableKind.RequestUriRaw, raw);
        Set(VariableKind.RequestProtocol, line.Slice(method.Length + target.Length + 2, protocol.Length));
        ReadTarget(raw);
    }

    public void AddHeader(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        EntryList headers = state.Store(EntryStore.RequestHeaders);
        if (headers.Count >= state.Plan.Settings.Limits.MaxHeaders)
        {
            state.Runner.Fail($"The request has more than {state.Plan.Settings.Limits.MaxHeaders} headers.", 0);
            return;
        }

        TextSlice text = state.Arena.Add(value);
        headers.Add(state.Arena.Add(name), text, ValueOrigin.Any);
        switch (name.Length)
        {
            case 4 when Names.EqualIgnoringCase(name, "Host"):
                int colon = value.LastIndexOf(':');
                Set(VariableKind.ServerName, colon < 0 || value.EndsWith(']') ? text : text.Slice(0, colon));
                break;
            case 6 when Names.EqualIgnoringCase(name, "Cookie"):
                ReadCookies(value, text);
                break;
            case 12 when Names.EqualIgnoringCase(name, "Content-Type"):
                if (BodyProcessorRegistry.TryGetForContentType(value, out IBodyProcessor? processor))
                {
                    Set(VariableKind.ReqbodyProcessor, TextSlice.Constant(processor.Name));
                }

                break;
            case 13 when Names.EqualIgnoringCase(name, "Authorization"):
                ReadCredentials(value, text);
                break;
        }
    }

    /// <summary>The scheme, and of Basic credentials (RFC 7617) the name that the client gives; the password is kept nowhere.</summary>
    private void ReadCredentials(ReadOnlySpan<char> value, TextSlice text)
    {
        int blank = value.IndexOf(' ');
        Set(VariableKind.AuthType, blank < 0 ? text : text.Slice(0, blank));
        if (blank < 0 || !Names.EqualIgnoringCase(value[..blank], "Basic"))
        {
            return;
        }

        ReadOnlySpan<char> coded = Language.Blank.TrimStart(value[blank..]);
        Span<char> decoded = state.Arena.Reserve(coded.Length);
        int length = Math.Max(0, Base64.Transform(coded, decoded)); // Never longer than what it decodes.
        int name = decoded[..length].IndexOf(':');
        decoded[Math.Max(0, name)..length].Clear();
        if (name > 0)
        {
            Set(VariableKind.RemoteUser, state.Arena.Commit(name));
        }
    }

    private void ReadTarget(TextSlice raw)
    {
        ReadOnlySpan<char> text = state.Arena.Get(raw);
        int fragment = text.IndexOf('#');
        TextSlice withoutFragment = fragment < 0 ? raw : raw.Slice(0, fragment);
        text = fragment < 0 ? text : text[..fragment];
        int question = text.IndexOf('?');
        TextSlice path = Decode(question < 0 ? withoutFragment : withoutFragment.Slice(0, question));
        Set(VariableKind.RequestFilename, path);
        Set(VariableKind.PathInfo, path);
        ReadOnlySpan<char> pathText = state.Arena.Get(path);
        int slash = pathText.LastIndexOfAny('/', '\\');
        if (slash >= 0 && slash + 1 < pathText.Length)
        {
            Set(VariableKind.RequestBasename, path.Slice(slash + 1, path.Length - slash - 1));
        }

        Set(VariableKind.RequestUri, WithoutAuthority(Decode(withoutFragment)));
        if (question >= 0)
        {
            TextSlice query = withoutFragment.Slice(question + 1, withoutFragment.Length - question - 1);
            Set(VariableKind.QueryString, query);
            ReadQuery(query);
        }
    }

    private void ReadQuery(TextSlice query)
    {
        sink.Origin = ValueOrigin.Query;
        QueryStringResult result = QueryStringParser.Parse(state.Arena.Get(query), sink, limits);
        if (result.InvalidSequences > 0)
        {
            sink.SetUrlEncodedError(result.InvalidSequences);
        }

        if (result.LimitExceeded)
        {
            state.Runner.Fail($"The query string has more than {limits.MaxArguments} arguments.", 0);
        }
    }

    private void ReadCookies(ReadOnlySpan<char> value, TextSlice text)
    {
        EntryList cookies = state.Store(EntryStore.RequestCookies);
        CookieParser parser = new(value, limits);
        while (parser.TryRead(out ReadOnlySpan<char> name, out ReadOnlySpan<char> cookie))
        {
            cookies.Add(Within(value, name, text), Within(value, cookie, text), ValueOrigin.Any);
        }

        if (parser.LimitExceeded || cookies.Count > limits.MaxCookies)
        {
            state.Runner.Fail($"The request has more than {limits.MaxCookies} cookies.", 0);
        }
    }

    /// <summary>The slice of <paramref name="text"/> that is <paramref name="piece"/>, which lies within <paramref name="whole"/>.</summary>
    private static TextSlice Within(ReadOnlySpan<char> whole, ReadOnlySpan<char> piece, TextSlice text) =>
        piece.IsEmpty || !whole.Overlaps(piece, out int offset) ? TextSlice.Empty : text.Slice(offset, piece.Length);

    /// <summary>Percent-decodes; what is no valid sequence stays as it is.</summary>
    private TextSlice Decode(TextSlice slice)
    {
        ReadOnlySpan<char> text = state.Arena.Get(slice);
        if (!text.Contains('%'))
        {
            return slice;
        }

        Span<char> output = state.Arena.Reserve(text.Length);
        int length = 0;
        for (int index = 0; index < text.Length; index++)
        {
            char letter = text[index];
            if (letter == '%' && index + 2 < text.Length && char.IsAsciiHexDigit(text[index + 1]) && char.IsAsciiHexDigit(text[index + 2]))
            {
                letter = (char)((HexValue(text[index + 1]) << 4) | HexValue(text[index + 2]));
                index += 2;
            }

            output[length++] = letter;
        }

        return state.Arena.Commit(length);
    }

    private static int HexValue(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    /// <summary>Of an absolute URI the part from its path on.</summary>
    private TextSlice WithoutAuthority(TextSlice uri)
    {
        ReadOnlySpan<char> text = state.Arena.Get(uri);
        if (text.IsEmpty || text[0] == '/')
        {
            return uri;
        }

        int scheme = text.IndexOf("://");
        int path = scheme < 0 ? -1 : text[(scheme + 3)..].IndexOf('/');
        return path < 0 ? uri : uri.Slice(scheme + 3 + path, text.Length - scheme - 3 - path);
    }

    private void Set(VariableKind kind, TextSlice value) => state.Scalars.Set(kind, value);
}
