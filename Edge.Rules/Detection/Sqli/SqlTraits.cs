namespace Edge.Rules.Detection.Sqli;

/// <summary>What an expression is made of.</summary>
[Flags]
internal enum SqlTraits
{
    /// <summary>Nothing yet.</summary>
    None = 0,

    /// <summary>A number, a string, null, true or false.</summary>
    Literal = 1 << 0,

    /// <summary>A bare name.</summary>
    Name = 1 << 1,

    /// <summary>A call of a function that the table does not know.</summary>
    UnknownCall = 1 << 2,

    /// <summary>A call of a <see cref="SqlFunctionClass.Generic"/> function.</summary>
    GenericCall = 1 << 3,

    /// <summary>A call of a <see cref="SqlFunctionClass.Specific"/> function.</summary>
    SpecificCall = 1 << 4,

    /// <summary>A call of a <see cref="SqlFunctionClass.Probe"/> function.</summary>
    ProbeCall = 1 << 5,

    /// <summary>A call of a <see cref="SqlFunctionClass.Danger"/> function.</summary>
    DangerCall = 1 << 6,

    /// <summary><c>@@name</c>.</summary>
    Variable = 1 << 7,

    /// <summary>A <c>select</c> in parentheses.</summary>
    Subquery = 1 << 8,

    /// <summary>A comparison.</summary>
    Comparison = 1 << 9,

    /// <summary>A comparison that no row can change: no side of it has a name.</summary>
    ConstantComparison = 1 << 10,

    /// <summary>A string that the value's end left open.</summary>
    OpenString = 1 << 11,

    /// <summary>The value ended where an operand should be.</summary>
    Truncated = 1 << 12,

    /// <summary><c>case when … then</c>.</summary>
    CaseWhen = 1 << 13,

    /// <summary>More than one operand.</summary>
    Compound = 1 << 14,

    /// <summary>A <c>*</c> in place of an operand, as in a select list.</summary>
    Star = 1 << 15,

    /// <summary>What only SQL has.</summary>
    SqlOnly = SpecificCall | ProbeCall | DangerCall | Variable | Subquery | CaseWhen,

    /// <summary>What makes an operand depend on more than itself.</summary>
    NotConstant = Name | UnknownCall | Truncated | Star,
}
