namespace Edge.Rules.Bodies;

/// <summary>Counts arguments and keeps the first error, so that every processor obeys the sink's contract the same way.</summary>
internal struct BodyReport
{
    private readonly IBodySink _sink;
    private readonly int _maxArguments;
    private readonly string _prefix;
    private int _arguments;

    /// <param name="sink">Takes what is reported.</param>
    /// <param name="limits">Holds the argument limit.</param>
    /// <param name="prefix">What every error message begins with, as in ModSecurity v3: <c>JSON parsing error: </c>.</param>
    public BodyReport(IBodySink sink, BodyLimits limits, string prefix)
    {
        _sink = sink;
        _maxArguments = limits.MaxArguments;
        _prefix = prefix;
        _arguments = sink.ArgumentCount;
    }

    /// <summary>An error was reported.</summary>
    public bool HasError { get; private set; }

    /// <summary>Gives the argument to the sink; false, with an error, when there are already as many as allowed.</summary>
    public bool TryAddArgument(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        if (_arguments >= _maxArguments)
        {
            Error($"more than {_maxArguments} arguments.");
            return false;
        }

        _arguments++;
        _sink.AddArgument(name, value);
        return true;
    }

    /// <summary>Reports an error unless one has been. Formats, so it belongs on the failing path only.</summary>
    public void Error(string message)
    {
        if (!HasError)
        {
            HasError = true;
            _sink.SetBodyError(_prefix + message);
        }
    }

    /// <summary>The body as far as it may be read: an over-long one is reported and cut.</summary>
    public ReadOnlySpan<byte> Limit(ReadOnlySpan<byte> body, BodyLimits limits)
    {
        if (body.Length <= limits.MaxBodyBytesWithoutFiles)
        {
            return body;
        }

        ReportTooLong();
        return body[..limits.MaxBodyBytesWithoutFiles];
    }

    /// <summary>The body without its files is over the limit. The text is ModSecurity v3's.</summary>
    public void ReportTooLong()
    {
        _sink.SetInboundDataError();
        if (!HasError)
        {
            HasError = true;
            _sink.SetBodyError("Request body excluding files is bigger than the maximum expected.");
        }
    }
}
