namespace Edge.Rules.Bodies;

/// <summary>Turns a request body into variables. Stateless, thread-safe, and throws for no input.</summary>
internal interface IBodyProcessor
{
    /// <summary>The value of <c>REQBODY_PROCESSOR</c>, and the name that <c>ctl:requestBodyProcessor</c> takes.</summary>
    string Name { get; }

    /// <summary>Reads the whole body once. An empty body gives nothing and is no error.</summary>
    /// <param name="body">The bytes, already inflated.</param>
    /// <param name="contentType">The <c>Content-Type</c> header; empty when absent.</param>
    /// <param name="sink">Takes everything found, and at most one error.</param>
    /// <param name="limits">What is over a limit is an error, never an exception and never silence.</param>
    void Process(ReadOnlySpan<byte> body, ReadOnlySpan<char> contentType, IBodySink sink, BodyLimits limits);
}
