namespace Edge.Rules.Bodies;

/// <summary>Takes arguments: names and values as byte strings held as Latin-1 chars.</summary>
internal interface IArgumentSink
{
    /// <summary>One decoded argument. Equal names are all given, in the order they were sent.</summary>
    /// <param name="name">May be empty. Valid only during the call: a sink that keeps it copies it.</param>
    /// <param name="value">May be empty. Valid only during the call.</param>
    void AddArgument(ReadOnlySpan<char> name, ReadOnlySpan<char> value);
}
