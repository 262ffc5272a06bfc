namespace Edge.Rules.Detection.Sqli;

/// <summary>Judges <c>select</c> and <c>union select</c>: which of them is SQL, and which is English.</summary>
internal static class SqlSelects
{
    /// <summary>Tells whether the <c>select</c> at a token is one of SQL.</summary>
    public static bool IsMatch(ref SqlParser parser, int index, bool brokeOut)
    {
        bool expected = brokeOut || IsExpected(ref parser, index);
        int list = SkipQuantifier(ref parser, index + 1);
        int end = ParseList(ref parser, list, out SqlTraits traits, out int items);
        bool quotedWord = brokeOut && parser[list] is { Kind: SqlTokenKind.String, AfterSpace: false }; // The word "SELECT" in quotes.
        if (end < 0 || quotedWord)
        {
            return false;
        }

        bool from = IsFrom(ref parser, end, out bool qualified, out int after);
        if (!from && parser[end].Word == SqlWord.From)
        {
            return false;
        }

        if ((traits & SqlTraits.SqlOnly) != 0 || (from && (traits & (SqlTraits.Star | SqlTraits.GenericCall)) != 0))
        {
            return true;
        }

        if (expected)
        {
            return from || (traits & SqlTraits.NotConstant) == 0;
        }

        bool literals = items > 1 && ((traits & SqlTraits.NotConstant) == 0 || (from && (traits & SqlTraits.Literal) != 0));
        return literals || (from && (qualified || IsQueryTail(ref parser, after)));
    }

    /// <summary>Tells whether the <c>union</c> at a token joins another query.</summary>
    public static bool IsUnion(ref SqlParser parser, int index, bool brokeOut)
    {
        int select = SkipQuantifier(ref parser, index + 1);
        bool parens = false;
        int limit = index + SqlLimits.MaxDepth;
        while (parser[select].Kind == SqlTokenKind.LeftParen && select < limit)
        {
            parens = true;
            select++;
        }

        if (parser[select].Word is SqlWord.Values)
        {
            return parser[select + 1].Kind == SqlTokenKind.LeftParen;
        }

        if (parser[select].Word != SqlWord.Select)
        {
            return select == index + 1 && parser[select] is { Kind: SqlTokenKind.Comment, IsBare: true } && IsOperandEnd(parser[index - 1]);
        }

        bool expected = brokeOut || parens || IsOperandEnd(parser[index - 1]);
        int list = SkipQuantifier(ref parser, select + 1);
        if (parser[list].Kind is SqlTokenKind.End or SqlTokenKind.Comment)
        {
            return expected && parser[index + 1].Word == SqlWord.SetQuantifier;
        }

        SqlExpression first = parser.Parse(list);
        if (!first.IsValid || parser[list].Word == SqlWord.Determiner)
        {
            return false;
        }

        bool named = (first.Traits & ~(SqlTraits.Name | SqlTraits.Truncated)) == 0;
        SqlToken end = parser[first.End];
        return named
            ? (expected && (parser.IsFinished(first) || parser[list].IsQualified)) || end.Kind == SqlTokenKind.Comma || IsFrom(ref parser, first.End, out _, out _)
            : expected || parser.IsFinished(first);
    }

    /// <summary>Whether a <c>select</c> can stand here in SQL, so that little else is needed.</summary>
    private static bool IsExpected(ref SqlParser parser, int index)
    {
        SqlToken before = parser[index - 1];
        if (before.Kind != SqlTokenKind.LeftParen)
        {
            return before.Kind is SqlTokenKind.Semicolon or SqlTokenKind.Compare or SqlTokenKind.Arithmetic;
        }

        SqlToken outer = parser[index - 2];
        return outer.Kind switch
        {
            SqlTokenKind.Word => outer.Function != SqlFunctionClass.None,
            SqlTokenKind.Number or SqlTokenKind.String or SqlTokenKind.Other or SqlTokenKind.RightParen or SqlTokenKind.Variable => false,
            _ => true,
        };
    }

    private static bool IsOperandEnd(in SqlToken token) => token.Kind is SqlTokenKind.End or SqlTokenKind.Number or SqlTokenKind.String
        or SqlTokenKind.RightParen or SqlTokenKind.Variable or SqlTokenKind.Arithmetic or SqlTokenKind.Semicolon;

    private static int SkipQuantifier(ref SqlParser parser, int index)
    {
        SqlToken token = parser[index];
        if (token.Word == SqlWord.SetQuantifier)
        {
            return index + 1;
        }

        return token.Word == SqlWord.Top && parser[index + 1].Kind is SqlTokenKind.Number ? index + 2 : index;
    }

    /// <summary>Reads the list of a <c>select</c>; negative when it is none.</summary>
    private static int ParseList(ref SqlParser parser, int index, out SqlTraits traits, out int items)
    {
        traits = SqlTraits.None;
        items = 0;
        int limit = index + SqlLimits.LookAhead;
        while (true)
        {
            if (parser[index].Word == SqlWord.Determiner || parser[index].Kind == SqlTokenKind.End)
            {
                return -1;
            }

            SqlExpression item = parser.Parse(index);
            if (!item.IsValid)
            {
                return -1;
            }

            traits |= item.Traits;
            items++;
            index = SkipAlias(ref parser, item.End);
            SqlToken end = parser[index];
            if (end.Kind != SqlTokenKind.Comma || index >= limit)
            {
                return SqlParser.EndsExpression(end) ? index : -1;
            }

            index++;
        }
    }

    private static int SkipAlias(ref SqlParser parser, int index)
    {
        if (parser[index].Word == SqlWord.As)
        {
            return parser[index + 1].Kind is SqlTokenKind.Word or SqlTokenKind.String ? index + 2 : index;
        }

        bool named = parser[index].Kind == SqlTokenKind.Word && parser[index].Word != SqlWord.Tail;
        return named && (parser[index + 1].Kind == SqlTokenKind.Comma || parser[index + 1].Word == SqlWord.From) ? index + 1 : index;
    }

    /// <summary>Reads <c>from table [alias]</c>.</summary>
    private static bool IsFrom(ref SqlParser parser, int index, out bool qualified, out int after)
    {
        qualified = false;
        after = index + 2;
        if (parser[index].Word != SqlWord.From)
        {
            return false;
        }

        SqlToken table = parser[index + 1];
        if (table.Kind == SqlTokenKind.LeftParen)
        {
            return parser[index + 2].Word == SqlWord.Select;
        }

        if (table.Kind != SqlTokenKind.Word || table.Word == SqlWord.Determiner)
        {
            return false;
        }

        qualified = table.IsQualified;
        if (parser[after].Word == SqlWord.As) { after++; }
        if (parser[after] is { Kind: SqlTokenKind.Word, Word: SqlWord.None }) { after++; }
        return SqlParser.EndsExpression(parser[after]);
    }

    /// <summary>What follows a table in a query, and no noun in a sentence.</summary>
    private static bool IsQueryTail(ref SqlParser parser, int index)
    {
        SqlToken token = parser[index];
        if (token.Word == SqlWord.Where)
        {
            SqlExpression condition = parser.Parse(index + 1);
            return condition.Has(SqlTraits.Comparison) && parser.IsFinished(condition);
        }

        return token.Kind == SqlTokenKind.Semicolon || token is { Kind: SqlTokenKind.Comment, IsBare: true } ||
            (token.Word == SqlWord.Limit && parser[index + 1].Kind == SqlTokenKind.Number);
    }
}
