using System.Buffers;
using Edge.Rules.Bodies;
using Edge.Rules.Variables;

namespace Edge.Rules.Execution;

/// <summary>Turns the buffered bodies into variables.</summary>
/// <param name="state">The transaction.</param>
/// <param name="sink">Takes what the processors find.</param>
/// <param name="common">The limits of the rule set; a transaction may have a larger or smaller one for bodies without files.</param>
internal sealed class BodyInspector(TransactionState state, BodySink sink, BodyLimits common)
{
    private const string Multipart = "MULTIPART";
    private const string Xml = "XML";
    private const string Json = "JSON";
    private const string UrlEncoded = "URLENCODED";

    /// <summary>Longest name of a form's first field by which a form without its type is recognised; longer ones are no honest form's.</summary>
    private const int MaxFieldNameBytes = 256;

    private static readonly SearchValues<byte> FieldNameBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%+[]$&"u8);

    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// Bytes of the request body that are kept. Without files it is no use to keep more than is read: one byte tells that there
    /// was more. What is coded has another length when it is read, and a multipart body may have files.
    /// </summary>
    public long RequestLimitBytes()
    {
        TransactionSwitches switches = state.Switches;
        bool hasOtherLimit = Names.EqualIgnoringCase(state.Arena.Get(state.Scalars[VariableKind.ReqbodyProcessor]), Multipart) || !Encodings(EntryStore.RequestHeaders).IsEmpty;
        return hasOtherLimit ? switches.RequestBodyLimitBytes
            : Math.Min(switches.RequestBodyLimitBytes, switches.RequestBodyNoFilesLimitBytes + (switches.Mode == RuleEngineMode.On ? 0 : 1));
    }

    public void ReadRequestBody()
    {
        BodyLimits limits = Limits();
        Set(VariableKind.ReqbodyError, "0");
        Set(VariableKind.ReqbodyProcessorError, "0");
        if (!state.Scalars.IsSet(VariableKind.InboundDataError))
        {
            Set(VariableKind.InboundDataError, "0");
        }

        if (state.RequestBody.Length > 0)
        {
            ReadOnlySpan<char> encoding = Encodings(EntryStore.RequestHeaders);
            using InflatedBody inflated = BodyInflater.Inflate(encoding, state.RequestBody.Memory, limits);
            bool isPlain = inflated.Outcome is InflateOutcome.NotEncoded;
            if (inflated.Outcome == InflateOutcome.TooLarge)
            {
                sink.SetInboundDataError();
            }

            if (inflated.IsError)
            {
                sink.SetBodyError(inflated.ErrorMessage);
            }

            Read(isPlain ? state.RequestBody.Span : inflated.Bytes.Span, limits);
        }

        if (sink.ArgumentChars > 0)
        {
            state.Scalars.Set(VariableKind.ArgsCombinedSize, SmallNumbers.ToText(sink.ArgumentChars, state.Arena));
        }
    }

    public void ReadResponseBody()
    {
        ReadOnlySpan<char> encoding = Encodings(EntryStore.ResponseHeaders);
        using InflatedBody inflated = BodyInflater.Inflate(encoding, state.ResponseBody.Memory, common);
        ReadOnlySpan<byte> body = inflated.Outcome is InflateOutcome.NotEncoded ? state.ResponseBody.Span : inflated.Bytes.Span;
        body = body[..(int)Math.Min(body.Length, state.Switches.ResponseBodyLimitBytes)];
        if (inflated.IsError)
        {
            Set(VariableKind.OutboundDataError, "1");
        }
        else if (!state.Scalars.IsSet(VariableKind.OutboundDataError))
        {
            Set(VariableKind.OutboundDataError, "0");
        }

        state.Scalars.Set(VariableKind.ResponseBody, state.Arena.AddBytes(body));
        state.Scalars.Set(VariableKind.ResponseContentLength, SmallNumbers.ToText(body.Length, state.Arena));
    }

    private void Read(ReadOnlySpan<byte> body, BodyLimits limits)
    {
        ReadOnlySpan<char> name = state.Arena.Get(state.Scalars[VariableKind.ReqbodyProcessor]);
        if (name.IsEmpty)
        {
            name = Guess(body);
        }

        sink.Origin = Names.EqualIgnoringCase(name, Json) || Names.EqualIgnoringCase(name, Xml) ? ValueOrigin.Structured : ValueOrigin.Body;
        if (BodyProcessorRegistry.TryGet(name, out IBodyProcessor? processor))
        {
            processor.Process(body, Header(EntryStore.RequestHeaders, "Content-Type"), sink, limits);
        }

        state.Scalars.Set(VariableKind.RequestBodyLength, SmallNumbers.ToText(body.Length, state.Arena));
        bool isInPieces = Names.EqualIgnoringCase(name, Multipart) || Names.EqualIgnoringCase(name, Xml);
        if (isInPieces && !sink.HasError && !state.Switches.ForceRequestBodyVariable)
        {
            return; // As in ModSecurity 2, for which CRS is written: what was understood is not looked at once more as a whole.
        }

        if (body.Length > limits.MaxBodyBytesWithoutFiles)
        {
            if (!sink.HasError)
            {
                sink.SetInboundDataError();
                sink.SetBodyError("Request body excluding files is bigger than the maximum expected.");
            }

            body = body[..limits.MaxBodyBytesWithoutFiles];
        }

        state.Scalars.Set(VariableKind.RequestBody, state.Arena.AddBytes(body));
    }

    private BodyLimits Limits()
    {
        int bytes = (int)Math.Min(int.MaxValue, state.Switches.RequestBodyNoFilesLimitBytes);
        XmlArgumentsMode xml = state.Switches.XmlArguments;
        return bytes == common.MaxBodyBytesWithoutFiles && xml == common.XmlArguments ? common
            : common with { MaxBodyBytesWithoutFiles = bytes, XmlArguments = xml };
    }

    /// <summary>
    /// The processor for a body whose type tells none. Origins that parse whatever comes are common: an attack in JSON or a form
    /// that is labelled <c>text/plain</c>, or not at all, must not pass for text.
    /// </summary>
    private static string Guess(ReadOnlySpan<byte> body)
    {
        body = TrimStart(body.StartsWith(Utf8Mark) ? body[Utf8Mark.Length..] : body);
        if (body.StartsWith("<?xml"u8))
        {
            return Xml;
        }

        if (IsWideJson(body))
        {
            return Json; // Which refuses it: common parsers read UTF-16 and UTF-32, rules do not.
        }

        if (body.IsEmpty || body[0] is not ((byte)'{' or (byte)'['))
        {
            int name = body[..Math.Min(body.Length, MaxFieldNameBytes)].IndexOfAnyExcept(FieldNameBytes);
            return name > 0 && body[name] == '=' ? UrlEncoded : "";
        }

        ReadOnlySpan<byte> next = TrimStart(body[1..]);
        bool isJson = !next.IsEmpty && (body[0] == '{' ? next[0] is (byte)'"' or (byte)'}' : next[0] is (byte)'"' or (byte)'{' or (byte)'[' or (byte)']');
        return isJson ? Json : "";
    }

    /// <summary>Whether the first sign, whatever its width in bytes, opens a document.</summary>
    private static bool IsWideJson(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> blanks = [0, (byte)' ', (byte)'\t', (byte)'\r', (byte)'\n', 0xFE, 0xFF];
        int first = body.IndexOfAnyExcept(blanks);
        return first >= 0 && body[first] is (byte)'{' or (byte)'[' && body[..Math.Min(body.Length, first + 2)].Contains((byte)0);
    }

    private static ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> text) => text.TrimStart(" \t\r\n"u8);

    /// <summary>All <c>Content-Encoding</c> lines as one list (RFC 9110 §5.3): the origin may read them so.</summary>
    private ReadOnlySpan<char> Encodings(EntryStore store)
    {
        ReadOnlySpan<char> all = default;
        EntryList headers = state.Store(store);
        for (int index = 0; index < headers.Count; index++)
        {
            if (Names.EqualIgnoringCase(state.Arena.Get(headers[index].Name), "Content-Encoding"))
            {
                ReadOnlySpan<char> value = state.Arena.Get(headers[index].Value);
                all = all.IsEmpty ? value : string.Concat(all, ",", value);
            }
        }

        return all;
    }

    private ReadOnlySpan<char> Header(EntryStore store, string name)
    {
        EntryList headers = state.Store(store);
        for (int index = 0; index < headers.Count; index++)
        {
            if (Names.EqualIgnoringCase(state.Arena.Get(headers[index].Name), name))
            {
                return state.Arena.Get(headers[index].Value);
            }
        }

        return default;
    }

    private void Set(VariableKind kind, string value) => state.Scalars.Set(kind, TextSlice.Constant(value));
}
