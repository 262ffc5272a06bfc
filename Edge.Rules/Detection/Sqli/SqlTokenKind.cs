namespace Edge.Rules.Detection.Sqli;

/// <summary>What a token is to the grammar of <see cref="SqlParser"/>.</summary>
internal enum SqlTokenKind : byte
{
    /// <summary>After the last token of the value.</summary>
    End,

    /// <summary>A name, or a keyword that every dialect also takes as a name.</summary>
    Word,

    /// <summary>A reserved keyword; <see cref="SqlToken.Word"/> says which.</summary>
    Keyword,

    /// <summary>A number, or one of the words <c>null</c>, <c>true</c>, <c>false</c>.</summary>
    Number,

    /// <summary>A quoted string; <see cref="SqlToken.IsOpen"/> when the value ends before its quote does.</summary>
    String,

    /// <summary><c>@name</c> or <c>@@name</c>.</summary>
    Variable,

    /// <summary><c>and</c>, <c>or</c>, <c>xor</c>, <c>&amp;&amp;</c>.</summary>
    Logic,

    /// <summary><c>||</c>: a logical or, or a concatenation.</summary>
    Concat,

    /// <summary><c>not</c>, <c>!</c>.</summary>
    Not,

    /// <summary><c>=</c>, <c>&lt;&gt;</c> and their kin.</summary>
    Compare,

    /// <summary><c>like</c>, <c>rlike</c>, <c>regexp</c> and their kin.</summary>
    Match,

    /// <summary><c>in</c>.</summary>
    In,

    /// <summary><c>between</c>.</summary>
    Between,

    /// <summary><c>is</c>.</summary>
    Is,

    /// <summary><c>+ - * / % div mod</c>.</summary>
    Arithmetic,

    /// <summary><c>| &amp; ^ ~ &lt;&lt; &gt;&gt;</c>.</summary>
    Bit,

    /// <summary><c>::</c>, and <c>collate</c>: the next word belongs to the operand.</summary>
    Cast,

    /// <summary><c>:=</c>.</summary>
    Assign,

    /// <summary><c>(</c>.</summary>
    LeftParen,

    /// <summary><c>)</c>.</summary>
    RightParen,

    /// <summary><c>,</c>.</summary>
    Comma,

    /// <summary><c>;</c>.</summary>
    Semicolon,

    /// <summary>A comment that runs to the end of the value; others are white space.</summary>
    Comment,

    /// <summary>A character that no expression holds.</summary>
    Other,
}
