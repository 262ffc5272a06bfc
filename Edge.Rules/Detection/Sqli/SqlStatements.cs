namespace Edge.Rules.Detection.Sqli;

/// <summary>Judges statements other than <c>select</c>: whole ones, and those stacked after a <c>;</c>.</summary>
internal static class SqlStatements
{
    /// <summary>Tells whether a statement of SQL starts at a token.</summary>
    /// <param name="parser">The tokens.</param>
    /// <param name="index">Where to look.</param>
    /// <param name="word">The keyword there.</param>
    /// <param name="brokeOut">Whether it directly follows the quote that the value breaks out of.</param>
    public static bool IsMatch(ref SqlParser parser, int index, SqlWord word, bool brokeOut)
    {
        SqlToken first = parser[index + 1];
        SqlToken before = parser[index - 1];
        bool stacked = brokeOut || before.Kind == SqlTokenKind.Semicolon || before.Word is SqlWord.Begin or SqlWord.Else;
        return word switch
        {
            SqlWord.WaitFor => first.Word == SqlWord.Delay || first.Function == SqlFunctionClass.Generic
                ? parser[index + 2].Kind is SqlTokenKind.String or SqlTokenKind.Variable : false,
            SqlWord.Declare => first.Kind == SqlTokenKind.Variable && parser[index + 2].Kind is SqlTokenKind.Word or SqlTokenKind.Keyword,
            SqlWord.Exec => IsExecute(ref parser, index, stacked && !brokeOut),
            SqlWord.Insert or SqlWord.Replace => IsInsert(ref parser, index),
            SqlWord.Delete => first.Word == SqlWord.From && IsName(parser[index + 2]) && IsTableEnd(ref parser, index + 3, stacked),
            SqlWord.Update => IsUpdate(ref parser, index),
            SqlWord.Drop => IsObject(first) && IsDrop(ref parser, index + 2, stacked || index == 0),
            SqlWord.Truncate => first.Word == SqlWord.Table && IsDrop(ref parser, index + 2, stacked || index == 0),
            SqlWord.Create => IsObject(first) && IsCreate(ref parser, index + 2, stacked),
            SqlWord.Alter => IsObject(first) && IsName(parser[index + 2]) && parser[index + 3].Word is SqlWord.AlterAction or SqlWord.Drop or SqlWord.Rename or SqlWord.With or SqlWord.Set,
            SqlWord.Load => first.Word == SqlWord.Data && parser[index + 2].Word is SqlWord.InFile or SqlWord.None && HasInFile(ref parser, index),
            _ => stacked && !brokeOut && IsStackedOnly(ref parser, index, word, first),
        };
    }

    /// <summary>Statements that are too much like English to be seen anywhere but after a <c>;</c>.</summary>
    private static bool IsStackedOnly(ref SqlParser parser, int index, SqlWord word, in SqlToken first)
    {
        SqlToken second = parser[index + 2];
        return word switch
        {
            SqlWord.Shutdown => first.Kind is SqlTokenKind.End or SqlTokenKind.Comment or SqlTokenKind.Semicolon || first.Word == SqlWord.With,
            SqlWord.Backup => IsObject(first) && IsName(second),
            SqlWord.Grant => first.Kind is SqlTokenKind.Word or SqlTokenKind.Keyword && second.Word is SqlWord.To or SqlWord.Tail,
            SqlWord.Copy => (IsName(first) || first.Kind == SqlTokenKind.LeftParen) && second.Word is SqlWord.From or SqlWord.To or SqlWord.Select,
            SqlWord.Call => IsName(first) && second.Kind == SqlTokenKind.LeftParen,
            SqlWord.Handler => IsName(first) && parser[index + 3].Kind is SqlTokenKind.End or SqlTokenKind.Semicolon or SqlTokenKind.Comment,
            SqlWord.Set => first.Kind == SqlTokenKind.Variable && second.Kind is SqlTokenKind.Compare or SqlTokenKind.Assign,
            SqlWord.Merge => first.Word == SqlWord.Into,
            SqlWord.Prepare => IsName(first) && second.Word == SqlWord.From,
            SqlWord.Attach => IsObject(first) && second.Kind == SqlTokenKind.String,
            SqlWord.Kill => first.Kind == SqlTokenKind.Number && SqlParser.EndsExpression(second),
            SqlWord.Print => first.Kind is SqlTokenKind.Variable,
            SqlWord.Rename => first.Word == SqlWord.Table && IsName(second),
            SqlWord.If => first.Kind == SqlTokenKind.LeftParen && parser.Parse(index + 1).Has(SqlTraits.ConstantComparison | SqlTraits.SqlOnly),
            _ => false,
        };
    }

    private static bool IsName(in SqlToken token) => token.Kind == SqlTokenKind.Word && token.Word != SqlWord.Determiner;

    private static bool IsObject(in SqlToken token) => token.Word is SqlWord.Table or SqlWord.ObjectKind or SqlWord.Procedure;

    private static bool IsExecute(ref SqlParser parser, int index, bool stacked)
    {
        SqlToken first = parser[index + 1];
        return first.Kind switch
        {
            SqlTokenKind.Word => first.Word == SqlWord.Immediate || first.Function == SqlFunctionClass.Danger ||
                (first.IsQualified && (stacked || parser[index + 2].Kind is SqlTokenKind.String or SqlTokenKind.Variable)) ||
                (stacked && parser[index + 2].Kind is SqlTokenKind.End or SqlTokenKind.Comment or SqlTokenKind.String or SqlTokenKind.Number or SqlTokenKind.Semicolon),
            SqlTokenKind.LeftParen => parser[index + 2].Kind is SqlTokenKind.Variable || (stacked && parser[index + 2].Kind is SqlTokenKind.String),
            SqlTokenKind.Variable or SqlTokenKind.String => stacked,
            _ => false,
        };
    }

    private static bool IsInsert(ref SqlParser parser, int index)
    {
        int into = parser[index + 1].Word == SqlWord.Ignore ? index + 2 : index + 1;
        if (parser[into].Word != SqlWord.Into || !IsName(parser[into + 1]))
        {
            return false;
        }

        SqlToken next = parser[into + 2];
        return next.Word is SqlWord.Select or SqlWord.Set ||
            (next.Word == SqlWord.Values && parser[into + 3].Kind == SqlTokenKind.LeftParen) ||
            (next.Kind == SqlTokenKind.LeftParen && parser[parser.SkipParensFrom(into + 2, out _)].Word is SqlWord.Values or SqlWord.Select);
    }

    private static bool IsUpdate(ref SqlParser parser, int index)
    {
        if (!IsName(parser[index + 1]) || parser[index + 2].Word != SqlWord.Set || parser[index + 4].Kind != SqlTokenKind.Compare)
        {
            return false;
        }

        SqlExpression assigned = parser.Parse(index + 3);
        return parser.IsFinished(assigned);
    }

    private static bool IsTableEnd(ref SqlParser parser, int index, bool stacked)
    {
        SqlToken token = parser[index];
        if (token.Word == SqlWord.Where)
        {
            SqlExpression condition = parser.Parse(index + 1);
            return condition.Has(SqlTraits.Comparison) && parser.IsFinished(condition);
        }

        return token.Kind switch
        {
            SqlTokenKind.End => stacked || parser[index - 1].IsQualified,
            SqlTokenKind.Semicolon => true,
            SqlTokenKind.Comment => token.IsBare,
            _ => false,
        };
    }

    private static bool IsDrop(ref SqlParser parser, int index, bool stacked)
    {
        if (parser[index].Word == SqlWord.If && parser[index + 1].Word == SqlWord.Exists)
        {
            return true;
        }

        return IsName(parser[index]) && (IsTableEnd(ref parser, index + 1, stacked) || parser[index + 1].Word == SqlWord.Cascade ||
            (stacked && parser[index + 1].Kind is SqlTokenKind.Comma));
    }

    private static bool IsCreate(ref SqlParser parser, int index, bool stacked)
    {
        if (!IsName(parser[index]))
        {
            return false;
        }

        SqlToken next = parser[index + 1];
        return next.Word == SqlWord.Identified ||
            (next.Kind == SqlTokenKind.LeftParen && (stacked || (parser[index + 2].Kind == SqlTokenKind.Word && parser[index + 3].Kind == SqlTokenKind.Word)));
    }

    private static bool HasInFile(ref SqlParser parser, int index) =>
        parser[index + 2].Word == SqlWord.InFile || parser[index + 3].Word == SqlWord.InFile;
}
