using System.Buffers;

namespace Edge.Rules.Detection.Sqli;

/// <summary>Judges values that end the operand they were meant to be and go on with the query: <c>x' or 1=1</c>, <c>1 order by 9</c>.</summary>
/// <remarks>Looks at the value's start only; what betrays itself anywhere is <see cref="SqlNeedles"/>.</remarks>
internal static class SqlBreakout
{
    private static readonly SearchValues<char> TextSigns = SearchValues.Create(" ,:");

    private static readonly SearchValues<char> CommentSigns = SearchValues.Create("-+#/* \t\r\n");

    /// <summary>Tells whether the value breaks out of the place it was put in.</summary>
    /// <param name="parser">The first tokens of the value.</param>
    /// <param name="value">The value itself.</param>
    /// <param name="quoted">Whether the first token is the string that the value broke out of.</param>
    public static bool IsMatch(ref SqlParser parser, ReadOnlySpan<char> value, bool quoted)
    {
        int index = quoted ? 1 : SkipNumber(ref parser);
        int operand = index;
        while (parser[index].Kind == SqlTokenKind.RightParen && index < SqlLimits.MaxDepth)
        {
            index++;
        }

        SqlToken token = parser[index];
        if (index == 0)
        {
            return token.Kind == SqlTokenKind.LeftParen && IsCutOffGroup(ref parser);
        }

        bool clean = !quoted || IsCleanPrefix(value[..Math.Max(0, parser[0].Length - 1)]);
        return token.Kind switch
        {
            SqlTokenKind.Comment => quoted ? token.IsBare && (clean || IsEmptyComment(value[token.Start..])) : operand > 0 && token.IsBare && token.Length <= 4,
            SqlTokenKind.Semicolon => quoted && parser[index + 1] is { Kind: SqlTokenKind.Comment, IsBare: true },
            SqlTokenKind.Keyword => IsClause(ref parser, index, quoted),
            SqlTokenKind.Comma => quoted && IsValuesTail(ref parser, index),
            _ => quoted ? IsExpressionTail(ref parser, index, value, clean) : IsNumberTail(ref parser, index, value),
        };
    }

    /// <summary>
    /// What stands before the quote that the value breaks out of is one word at most, and does not make the quote an opening one
    /// (<c>name="--x"</c>). Weak evidence counts only after such a prefix.
    /// </summary>
    private static bool IsCleanPrefix(ReadOnlySpan<char> prefix) =>
        prefix.IsEmpty || (!prefix.ContainsAny(" \t\r\n") && prefix[^1] is not ('=' or '(' or '[' or '{' or ',' or ':' or '<' or '>'));

    private static bool IsEmptyComment(ReadOnlySpan<char> comment) => !comment.ContainsAnyExcept(CommentSigns);

    /// <summary><c>(1 in (2)) -- </c>: a whole expression in parentheses before a comment that cuts the query off.</summary>
    private static bool IsCutOffGroup(ref SqlParser parser)
    {
        SqlExpression group = parser.Parse(0);
        return group.IsValid && parser[group.End] is { Kind: SqlTokenKind.Comment, IsBare: true, First: '-' or '#' } &&
            group.Has(SqlTraits.Literal | SqlTraits.SqlOnly | SqlTraits.GenericCall) && !group.Has(SqlTraits.Truncated);
    }

    private static int SkipNumber(ref SqlParser parser)
    {
        int index = 0;
        while (parser[index] is { Kind: SqlTokenKind.Arithmetic, First: '-' or '+' } && index < SqlLimits.MaxDepth)
        {
            index++;
        }

        return parser[index].Kind == SqlTokenKind.Number ? index + 1 : 0;
    }

    /// <summary>After a closed quote: <c>' or …</c>, <c>'='</c>, <c>'||f()||'</c>.</summary>
    private static bool IsExpressionTail(ref SqlParser parser, int index, ReadOnlySpan<char> value, bool clean)
    {
        SqlExpression rest = parser.ParseRest(index, SqlTraits.Literal);
        if (rest.End == index || !parser.IsFinished(rest))
        {
            return false;
        }

        SqlToken end = parser[rest.End];
        bool cutOff = end is { Kind: SqlTokenKind.Comment, IsBare: true } || end.Kind == SqlTokenKind.Semicolon;
        // The query's own quote closes the string that the value leaves open. What reads on as text or code was no such string.
        bool sewnUp = rest.Has(SqlTraits.OpenString) && (parser[index].Kind == SqlTokenKind.Logic || !value[parser[rest.End - 1].Start..].ContainsAny(TextSigns));
        bool spacedLogic = parser[index] is { Kind: SqlTokenKind.Logic, AfterSpace: true }; // Unlike "and" in quotes.
        bool plain = !rest.Has(SqlTraits.NotConstant);
        if (rest.Has(SqlTraits.SqlOnly) || ((cutOff || sewnUp) && (clean || spacedLogic)))
        {
            return true;
        }

        return parser[index].Kind switch
        {
            SqlTokenKind.Logic => rest.Has(SqlTraits.Comparison | SqlTraits.GenericCall) || (plain && (clean || spacedLogic)),
            SqlTokenKind.Concat => rest.Has(SqlTraits.Comparison | SqlTraits.GenericCall | SqlTraits.UnknownCall) || (plain && clean),
            SqlTokenKind.Compare or SqlTokenKind.Match or SqlTokenKind.Between or SqlTokenKind.Is or SqlTokenKind.In => plain && clean,
            _ => plain && rest.Has(SqlTraits.GenericCall | SqlTraits.ConstantComparison),
        };
    }

    /// <summary>After a number: <c>1 or …</c>. Numbers with operators are ordinary, so it takes more than after a quote.</summary>
    private static bool IsNumberTail(ref SqlParser parser, int index, ReadOnlySpan<char> value)
    {
        SqlExpression rest = parser.ParseRest(index, SqlTraits.Literal);
        if (rest.End != index && rest.Has(SqlTraits.SqlOnly) && parser[index].Kind is SqlTokenKind.Logic)
        {
            return true; // Whatever follows.
        }

        if (rest.End == index || !parser.IsFinished(rest))
        {
            return false;
        }

        SqlToken end = parser[rest.End];
        if (rest.Has(SqlTraits.SqlOnly) || (end is { Kind: SqlTokenKind.Comment, IsBare: true } && !rest.Has(SqlTraits.NotConstant)))
        {
            return true;
        }

        SqlToken first = parser[index];
        if (first.Kind is not (SqlTokenKind.Logic or SqlTokenKind.Concat) || rest.Has(SqlTraits.Truncated))
        {
            return false;
        }

        return rest.Has(SqlTraits.Comparison | SqlTraits.GenericCall) || (end.Kind == SqlTokenKind.End && IsSameNumber(ref parser, index, value));
    }

    /// <summary><c>1 or 1</c> is an attack where <c>5 or 6</c> is a wish.</summary>
    private static bool IsSameNumber(ref SqlParser parser, int index, ReadOnlySpan<char> value)
    {
        SqlToken left = parser[index - 1];
        SqlToken right = parser[index + 1];
        return left is { Kind: SqlTokenKind.Number, Word: SqlWord.None } && right.Kind == SqlTokenKind.Number && parser[index + 2].Kind == SqlTokenKind.End &&
            value.Slice(left.Start, left.Length).SequenceEqual(value.Slice(right.Start, right.Length));
    }

    /// <summary><c>' order by 3</c>, <c>' group by x having 1=1</c>, <c>' limit 1</c>.</summary>
    private static bool IsClause(ref SqlParser parser, int index, bool quoted)
    {
        SqlWord word = parser[index].Word;
        if (word is SqlWord.Order or SqlWord.Group)
        {
            return parser[index + 1].Word == SqlWord.By && IsByList(ref parser, index + 2, quoted);
        }

        if (word is SqlWord.Having or SqlWord.Where)
        {
            SqlExpression condition = parser.Parse(index + 1);
            return condition.Has(SqlTraits.Comparison | SqlTraits.SqlOnly) && parser.IsFinished(condition);
        }

        if (word != SqlWord.Limit)
        {
            return false;
        }

        SqlExpression count = parser.Parse(index + 1);
        return count.IsValid && !count.Has(SqlTraits.NotConstant) && parser[count.End].Kind is SqlTokenKind.Comment or SqlTokenKind.Comma or SqlTokenKind.Keyword;
    }

    private static bool IsByList(ref SqlParser parser, int index, bool quoted)
    {
        SqlTraits all = SqlTraits.None;
        int limit = index + SqlLimits.LookAhead;
        do
        {
            SqlExpression item = parser.Parse(index);
            if (!item.IsValid || item.Has(SqlTraits.Truncated))
            {
                return false;
            }

            all |= item.Traits;
            index = item.End + (parser[item.End].Word == SqlWord.Tail ? 1 : 0);
        }
        while (parser[index++].Kind == SqlTokenKind.Comma && index < limit);

        SqlToken end = parser[index - 1];
        bool numbers = (all & SqlTraits.NotConstant) == 0;
        return end.Kind switch
        {
            SqlTokenKind.End => numbers || (all & (SqlTraits.SqlOnly | SqlTraits.GenericCall)) != 0,
            SqlTokenKind.Comment => end.IsBare,
            SqlTokenKind.Keyword => end.Word is SqlWord.Having or SqlWord.SetOperator or SqlWord.Limit,
            _ => quoted && end.Kind == SqlTokenKind.Semicolon,
        };
    }

    /// <summary><c>', 'x', 3) -- </c>: the rest of an insert.</summary>
    private static bool IsValuesTail(ref SqlParser parser, int index)
    {
        int limit = index + SqlLimits.LookAhead;
        while (parser[index].Kind == SqlTokenKind.Comma && index < limit)
        {
            SqlExpression item = parser.Parse(index + 1);
            if (!item.IsValid)
            {
                return false;
            }

            if (item.Has(SqlTraits.SqlOnly) && parser.IsFinished(item))
            {
                return true;
            }

            index = item.End;
        }

        int close = index;
        while (parser[index].Kind == SqlTokenKind.RightParen && index < limit) { index++; }
        if (parser[index].Kind == SqlTokenKind.Semicolon) { index++; }
        return index > close && parser[index] is { Kind: SqlTokenKind.Comment, IsBare: true };
    }
}
