using Edge.Rules.Matching.Automata;

namespace Edge.Rules.Operators;

/// <summary>What an operator may ask of the transaction that runs it.</summary>
internal interface IOperatorContext
{
    /// <summary>Whether the rule has the <c>capture</c> action, so that <see cref="SetCapture"/> is worth calling.</summary>
    bool WantsCaptures { get; }

    /// <summary>Counts the work of the transaction's patterns.</summary>
    WorkMeter Work { get; }

    /// <summary>Stores <c>TX:0</c> to <c>TX:9</c>; the span is copied.</summary>
    void SetCapture(int index, ReadOnlySpan<char> value);

    /// <summary>Replaces <c>%{COLLECTION.key}</c> in an argument; returns the text itself when it has no macro.</summary>
    ReadOnlySpan<char> Expand(OperatorArgument argument);

    /// <summary>Notes that a regex ran out of its deadline; the transaction answers by its <c>onEngineError</c> policy.</summary>
    void RegexTimedOut(IOperator source);

    /// <summary>Fills the <c>GEO</c> collection.</summary>
    void SetGeo(GeoLocation location)
    {
    }
}
