namespace Edge.Rules.Detection.Sqli;

/// <summary>One token of a value, as read in one quoting context.</summary>
internal struct SqlToken
{
    /// <summary>What it is.</summary>
    public SqlTokenKind Kind;

    /// <summary>Which keyword it is, or <see cref="SqlWord.None"/>.</summary>
    public SqlWord Word;

    /// <summary>What calling it would mean, when it is a name.</summary>
    public SqlFunctionClass Function;

    /// <summary>For a string: the value ended inside it.</summary>
    public bool IsOpen;

    /// <summary>For a comment: it holds nothing that reads like text, so it is there to cut a query off.</summary>
    public bool IsBare;

    /// <summary>For a name: it has a dot or an underscore, as names in databases have and prose has not.</summary>
    public bool IsQualified;

    /// <summary>White space stands before it.</summary>
    public bool AfterSpace;

    /// <summary>Its first character.</summary>
    public char First;

    /// <summary>Where it starts in the value.</summary>
    public int Start;

    /// <summary>How many characters it has.</summary>
    public int Length;
}
