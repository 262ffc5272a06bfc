using Edge.Rules.Bodies;
using Edge.Rules.Variables;

namespace Edge.Rules.Execution;

/// <summary>Takes what the parsers of query strings and bodies find into the transaction.</summary>
internal sealed class BodySink(TransactionState state) : IBodySink
{
    private static readonly TextSlice Zero = TextSlice.Constant("0");
    private static readonly TextSlice One = TextSlice.Constant("1");

    private long _filesSizeBytes;

    /// <summary>Where the arguments that come now are from.</summary>
    public ValueOrigin Origin { get; set; }

    public bool HasError { get; private set; }

    /// <summary>The body is longer than what is read of it.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Only the beginning of the body is read, as <see cref="BodyLimitAction.ProcessPartial"/> wants: that its end is missing is no error.</summary>
    public bool IsPartial { get; set; }

    public int ArgumentCount => state.Store(EntryStore.Arguments).Count;

    /// <summary>Chars of all names and values of arguments so far.</summary>
    public long ArgumentChars { get; private set; }

    public void AddArgument(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        ArgumentChars += name.Length + value.Length;
        state.Store(EntryStore.Arguments).Add(state.Arena.Add(name), state.Arena.Add(value), Origin);
    }

    public void AddFile(ReadOnlySpan<char> fieldName, ReadOnlySpan<char> fileName, long sizeBytes, ReadOnlySpan<byte> content)
    {
        TextSlice field = state.Arena.Add(fieldName);
        _filesSizeBytes += sizeBytes;
        state.Store(EntryStore.Files).Add(field, state.Arena.Add(fileName), ValueOrigin.Body);
        state.Store(EntryStore.FileSizes).Add(field, SmallNumbers.ToText(sizeBytes, state.Arena), ValueOrigin.Body);
        state.Scalars.Set(VariableKind.FilesCombinedSize, SmallNumbers.ToText(_filesSizeBytes, state.Arena));
        if (state.Plan.UsesFileContents)
        {
            state.Store(EntryStore.FileContents).Add(field, state.Arena.AddBytes(content), ValueOrigin.Body);
        }
    }

    public void AddPartHeader(ReadOnlySpan<char> partName, ReadOnlySpan<char> headerLine) =>
        state.Store(EntryStore.PartHeaders).Add(state.Arena.Add(partName), state.Arena.Add(headerLine), ValueOrigin.Body);

    public void AddMultipartName(ReadOnlySpan<char> name)
    {
        TextSlice text = state.Arena.Add(name);
        state.Store(EntryStore.MultipartNames).Add(text, text, ValueOrigin.Body);
    }

    public void AddMultipartFileName(ReadOnlySpan<char> fileName)
    {
        TextSlice text = state.Arena.Add(fileName);
        state.Store(EntryStore.MultipartFileNames).Add(text, text, ValueOrigin.Body);
    }

    public void SetMultipart(in MultipartFlags all)
    {
        MultipartFlags flags = IsPartial ? all with { Error = false } : all;
        SetFlag(VariableKind.MultipartBoundaryQuoted, flags.BoundaryQuoted);
        SetFlag(VariableKind.MultipartBoundaryWhitespace, flags.BoundaryWhitespace);
        SetFlag(VariableKind.MultipartCrlfLfLines, flags.CrlfLfLines);
        SetFlag(VariableKind.MultipartDataAfter, flags.DataAfter);
        SetFlag(VariableKind.MultipartDataBefore, flags.DataBefore);
        SetFlag(VariableKind.MultipartFileLimitExceeded, flags.FileLimitExceeded);
        SetFlag(VariableKind.MultipartHeaderFolding, flags.HeaderFolding);
        SetFlag(VariableKind.MultipartInvalidHeaderFolding, flags.InvalidHeaderFolding);
        SetFlag(VariableKind.MultipartInvalidPart, flags.InvalidPart);
        SetFlag(VariableKind.MultipartInvalidQuoting, flags.InvalidQuoting);
        SetFlag(VariableKind.MultipartLfLine, flags.LfLine);
        SetFlag(VariableKind.MultipartMissingSemicolon, flags.MissingSemicolon);
        SetFlag(VariableKind.MultipartSemicolonMissing, flags.MissingSemicolon);
        SetFlag(VariableKind.MultipartStrictError, flags.StrictError);
        state.Scalars.Set(VariableKind.MultipartUnmatchedBoundary, SmallNumbers.ToText(flags.UnmatchedBoundary, state.Arena));
    }

    public void SetXml(XmlBody xml) => state.SetXml(xml);

    public void SetUrlEncodedError(int invalidSequences) => state.Scalars.Set(VariableKind.UrlencodedError, One);

    public void SetInboundDataError()
    {
        IsTooLong = true;
        IsPartial |= state.Switches.RequestBodyLimitAction == BodyLimitAction.ProcessPartial;
        state.Scalars.Set(VariableKind.InboundDataError, One);
    }

    public void SetBodyError(ReadOnlySpan<char> message)
    {
        if (IsPartial)
        {
            return;
        }

        HasError = true;
        TextSlice text = state.Arena.Add(message);
        state.Scalars.Set(VariableKind.ReqbodyError, One);
        state.Scalars.Set(VariableKind.ReqbodyProcessorError, One);
        state.Scalars.Set(VariableKind.ReqbodyErrorMsg, text);
        state.Scalars.Set(VariableKind.ReqbodyProcessorErrorMsg, text);
    }

    public void Clear()
    {
        Origin = ValueOrigin.None;
        HasError = false;
        IsTooLong = false;
        IsPartial = false;
        ArgumentChars = 0;
        _filesSizeBytes = 0;
    }

    private void SetFlag(VariableKind kind, bool value) => state.Scalars.Set(kind, value ? One : Zero);
}
