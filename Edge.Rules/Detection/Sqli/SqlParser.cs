namespace Edge.Rules.Detection.Sqli;

/// <summary>Reads expressions out of a window of tokens; this is the folding that makes <c>((1))+-(2)</c> one operand.</summary>
/// <remarks>
/// A tolerant grammar: the value may start in the middle of a query and end anywhere, so an expression may be cut off, but inside
/// it two operands never stand side by side. That is what tells SQL from prose. No backtracking, so the work is linear; each call
/// looks at <see cref="SqlLimits.LookAhead"/> tokens and <see cref="SqlLimits.MaxDepth"/> levels at most.
/// </remarks>
internal ref struct SqlParser(ReadOnlySpan<SqlToken> tokens)
{
    private readonly ReadOnlySpan<SqlToken> _tokens = tokens;
    private int _limit;
    private int _depth;

    /// <summary>Tokens looked at since the start: the measure of the work done.</summary>
    public int Steps { get; private set; }

    /// <summary>The token at an index; <see cref="SqlTokenKind.End"/> beyond the last.</summary>
    public readonly SqlToken this[int index] => (uint)index < (uint)_tokens.Length ? _tokens[index] : default;

    /// <summary>Reads the expression that starts at a token.</summary>
    public SqlExpression Parse(int index)
    {
        _limit = index + SqlLimits.LookAhead;
        _depth = 0;
        return ParseExpression(index);
    }

    /// <summary>Reads the operators and operands that follow an operand already read.</summary>
    public SqlExpression ParseRest(int index, SqlTraits operand)
    {
        _limit = index + SqlLimits.LookAhead;
        _depth = 0;
        return ParseOperators(new SqlExpression(index, operand));
    }

    /// <summary>Whether an expression may be followed by a token in a query.</summary>
    public static bool EndsExpression(in SqlToken token) => token.Kind switch
    {
        SqlTokenKind.End or SqlTokenKind.Comment or SqlTokenKind.Semicolon or SqlTokenKind.RightParen or SqlTokenKind.Comma => true,
        SqlTokenKind.Keyword => true,
        SqlTokenKind.Word => token.Word is SqlWord.Tail or SqlWord.End or SqlWord.Offset or SqlWord.Escape or SqlWord.Begin or SqlWord.Exec,
        _ => false,
    };

    /// <summary>Whether a valid expression is followed by what may follow it, or by more than one judgement looks at.</summary>
    public readonly bool IsFinished(in SqlExpression expression) =>
        expression.IsValid && (expression.End >= _limit || EndsExpression(this[expression.End]));

    private readonly SqlToken Peek(int index) => index < _limit ? this[index] : default;

    private SqlExpression ParseExpression(int index)
    {
        SqlExpression operand = ParseUnary(index);
        return operand.IsValid ? ParseOperators(operand) : operand;
    }

    private SqlExpression ParseOperators(SqlExpression first)
    {
        SqlTraits all = first.Traits;
        SqlTraits left = first.Traits;
        int index = first.End;
        bool compared = false;
        while (true)
        {
            int operand = SkipOperator(index, out bool compares, out bool resets);
            if (operand == index)
            {
                return new SqlExpression(index, all);
            }

            SqlExpression right = operand < 0 ? SqlExpression.FailedAt(index) : ParseUnary(operand);
            if (!right.IsValid)
            {
                return right;
            }

            all |= right.Traits | SqlTraits.Compound;
            if (compares)
            {
                compared = true;
            }
            else if (resets)
            {
                compared = false;
                left = SqlTraits.None;
            }

            left |= right.Traits;
            if (compared)
            {
                all |= SqlTraits.Comparison | ((left & SqlTraits.NotConstant) == 0 ? SqlTraits.ConstantComparison : 0);
            }

            index = right.End;
        }
    }

    /// <summary>The index after a binary operator; the index itself when there is none, negative when it is not whole.</summary>
    private readonly int SkipOperator(int index, out bool compares, out bool resets)
    {
        SqlToken token = Peek(index);
        compares = resets = false;
        switch (token.Kind)
        {
            case SqlTokenKind.Logic:
                resets = true;
                return index + 1;
            case SqlTokenKind.Concat or SqlTokenKind.Arithmetic or SqlTokenKind.Bit:
                return index + 1;
            case SqlTokenKind.Compare or SqlTokenKind.Match or SqlTokenKind.Assign:
                compares = true;
                return index + 1;
            case SqlTokenKind.Not:
                SqlTokenKind next = Peek(index + 1).Kind;
                return next is SqlTokenKind.Match or SqlTokenKind.In or SqlTokenKind.Between ? SkipOperator(index + 1, out compares, out resets) : index;
            case SqlTokenKind.In:
                compares = true;
                return Peek(index + 1).Kind == SqlTokenKind.LeftParen ? index + 1 : -1;
            case SqlTokenKind.Between:
                compares = true; // The "and" that follows reads as a logical one: it makes no difference.
                return index + 1;
            case SqlTokenKind.Is:
                compares = true;
                int operand = Peek(index + 1).Kind == SqlTokenKind.Not ? index + 2 : index + 1;
                return Peek(operand).Kind == SqlTokenKind.Number ? operand : -1;
            case SqlTokenKind.Word when token.Word == SqlWord.Sounds && Peek(index + 1).Kind == SqlTokenKind.Match:
                compares = true;
                return index + 2;
            default:
                return index;
        }
    }

    private SqlExpression ParseUnary(int index)
    {
        SqlToken token = Peek(index);
        while (IsUnary(token, Peek(index + 1)))
        {
            token = Peek(++index);
        }

        SqlExpression operand = ParsePrimary(index, token);
        while (operand.IsValid && Peek(operand.End).Kind == SqlTokenKind.Cast && Peek(operand.End + 1).Kind is SqlTokenKind.Word or SqlTokenKind.Keyword or SqlTokenKind.Variable)
        {
            int end = operand.End + 2;
            operand = operand with { End = Peek(end).Kind == SqlTokenKind.LeftParen ? SkipParens(end, out _) : end };
        }

        return operand;
    }

    private static bool IsUnary(in SqlToken token, in SqlToken next) => token.Kind switch
    {
        SqlTokenKind.Not => true,
        SqlTokenKind.Arithmetic => token.First is '-' or '+',
        SqlTokenKind.Bit => token.First == '~',
        SqlTokenKind.Keyword => token.Word == SqlWord.Exists || (token.Word == SqlWord.SetQuantifier && next.Kind == SqlTokenKind.LeftParen),
        SqlTokenKind.Word => token.Word is SqlWord.Any or SqlWord.Binary && next.Kind is not (SqlTokenKind.End or SqlTokenKind.RightParen),
        _ => false,
    };

    private SqlExpression ParsePrimary(int index, in SqlToken token)
    {
        Steps++;
        switch (token.Kind)
        {
            case SqlTokenKind.End:
                return new SqlExpression(index, SqlTraits.Truncated);
            case SqlTokenKind.Comment when token.IsBare:
                return new SqlExpression(index, SqlTraits.Truncated);
            case SqlTokenKind.Number:
                return new SqlExpression(index + 1, SqlTraits.Literal);
            case SqlTokenKind.String:
                return ParseStrings(index);
            case SqlTokenKind.Variable:
                return new SqlExpression(index + 1, token.IsQualified ? SqlTraits.Variable : SqlTraits.Name);
            case SqlTokenKind.LeftParen:
                return ParseParens(index);
            case SqlTokenKind.Arithmetic when token.First == '*':
                return new SqlExpression(index + 1, SqlTraits.Star);
            case SqlTokenKind.Keyword when token.Word == SqlWord.Case:
                return ParseCase(index);
            case SqlTokenKind.Word or SqlTokenKind.Arithmetic:
                return ParseName(index, token);
            case SqlTokenKind.Match when Peek(index + 1).Kind == SqlTokenKind.LeftParen:
                return ParseName(index, token);
            case SqlTokenKind.Keyword when token.Word is SqlWord.Insert or SqlWord.Values && Peek(index + 1).Kind == SqlTokenKind.LeftParen:
                return ParseName(index, token);
            default:
                return SqlExpression.FailedAt(index);
        }
    }

    private readonly SqlExpression ParseStrings(int index)
    {
        SqlTraits traits = SqlTraits.Literal;
        SqlToken token = Peek(index);
        int first = index;
        do
        {
            // Only a string in the quotes of the query, standing alone, is one that the query closes.
            if (token.IsOpen) { traits |= index == first && token.First == _tokens[0].First ? SqlTraits.OpenString : SqlTraits.Truncated; }
            token = Peek(++index);
        }
        while (token.Kind == SqlTokenKind.String); // Strings side by side are one string.
        return new SqlExpression(index, traits);
    }

    private readonly SqlExpression ParseName(int index, in SqlToken token)
    {
        SqlToken next = Peek(index + 1);
        if (next.Kind == SqlTokenKind.LeftParen)
        {
            int end = SkipParens(index + 1, out SqlTraits inside);
            return new SqlExpression(end, inside | CallTrait(token.Function));
        }

        if (token.Kind != SqlTokenKind.Word)
        {
            return SqlExpression.FailedAt(index);
        }

        if (token.Word == SqlWord.Interval && next.Kind is SqlTokenKind.Number or SqlTokenKind.String && Peek(index + 2).Kind == SqlTokenKind.Word)
        {
            return new SqlExpression(index + 3, SqlTraits.Literal);
        }

        bool isProbe = token.Function == SqlFunctionClass.Probe && token.IsQualified; // current_user needs no parentheses; user is a word.
        return new SqlExpression(index + 1, isProbe ? SqlTraits.ProbeCall : SqlTraits.Name);
    }

    /// <summary>The index after a call's arguments, and what stands in them.</summary>
    public int SkipParensFrom(int index, out SqlTraits inside)
    {
        _limit = index + SqlLimits.LookAhead;
        return SkipParens(index, out inside);
    }

    /// <summary>What a call of a function tells.</summary>
    public static SqlTraits CallTrait(SqlFunctionClass function) => function switch
    {
        SqlFunctionClass.Generic => SqlTraits.GenericCall,
        SqlFunctionClass.Specific => SqlTraits.SpecificCall,
        SqlFunctionClass.Probe => SqlTraits.ProbeCall,
        SqlFunctionClass.Danger => SqlTraits.DangerCall,
        _ => SqlTraits.UnknownCall,
    };

    /// <summary>The arguments of a call: anything, as functions have their own keywords there (<c>cast(x as y)</c>, <c>substring(x from 1)</c>).</summary>
    private readonly int SkipParens(int index, out SqlTraits inside)
    {
        inside = SqlTraits.None;
        int depth = 0;
        SqlToken token;
        while ((token = Peek(index)).Kind != SqlTokenKind.End)
        {
            index++;
            if (token.Kind == SqlTokenKind.LeftParen) { depth++; }
            else if (token.Kind == SqlTokenKind.RightParen && --depth == 0) { return index; }
            else if (token.Kind == SqlTokenKind.Variable && token.IsQualified) { inside |= SqlTraits.Variable; }
            else if (token.Kind == SqlTokenKind.Word && token.Function != SqlFunctionClass.None && Peek(index).Kind == SqlTokenKind.LeftParen)
            {
                inside |= CallTrait(token.Function);
            }
            else if (token.Kind == SqlTokenKind.Word && token.Function == SqlFunctionClass.None) { inside |= SqlTraits.Name; }
            else if (token.Word == SqlWord.Select && depth > 0) { inside |= SqlTraits.Subquery; }
        }

        return index;
    }

    private SqlExpression ParseParens(int index)
    {
        if (++_depth > SqlLimits.MaxDepth)
        {
            return SqlExpression.FailedAt(index);
        }

        SqlTraits traits = SqlTraits.None;
        SqlToken inner = Peek(index + 1);
        if (inner.Word == SqlWord.Select)
        {
            _depth--;
            return new SqlExpression(SkipParens(index, out _), SqlTraits.Subquery);
        }

        do
        {
            SqlExpression item = ParseExpression(index + 1);
            if (!item.IsValid)
            {
                return item;
            }

            traits |= item.Traits;
            index = item.End;
        }
        while (Peek(index).Kind == SqlTokenKind.Comma);

        _depth--;
        return Peek(index).Kind switch
        {
            SqlTokenKind.RightParen => new SqlExpression(index + 1, traits),
            SqlTokenKind.End or SqlTokenKind.Comment => new SqlExpression(index, traits | SqlTraits.Truncated),
            _ => SqlExpression.FailedAt(index),
        };
    }

    private SqlExpression ParseCase(int index)
    {
        if (++_depth > SqlLimits.MaxDepth)
        {
            return SqlExpression.FailedAt(index);
        }

        SqlExpression part = Peek(++index).Word == SqlWord.When ? new SqlExpression(index, SqlTraits.None) : ParseExpression(index);
        SqlTraits traits = part.Traits;
        while (part.IsValid && Peek(part.End).Word is SqlWord.When or SqlWord.Then or SqlWord.Else)
        {
            if (Peek(part.End).Word == SqlWord.Then) { traits |= SqlTraits.CaseWhen; }
            part = ParseExpression(part.End + 1);
            traits |= part.Traits;
        }

        _depth--;
        if (!part.IsValid || (traits & SqlTraits.CaseWhen) == 0)
        {
            return part.IsValid ? SqlExpression.FailedAt(part.End) : part;
        }

        return part with { End = Peek(part.End).Word == SqlWord.End ? part.End + 1 : part.End, Traits = traits };
    }
}
