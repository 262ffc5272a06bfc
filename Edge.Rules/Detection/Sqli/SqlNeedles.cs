namespace Edge.Rules.Detection.Sqli;

/// <summary>Judges what betrays an injection wherever it stands in a value: <c>union select</c>, <c>or 1=1</c>, <c>;drop table x</c>.</summary>
internal static class SqlNeedles
{
    /// <summary>Tells whether one starts at a token.</summary>
    /// <param name="parser">The tokens.</param>
    /// <param name="index">Where to look.</param>
    /// <param name="brokeOut">Whether this token directly follows the quote that the value breaks out of.</param>
    /// <param name="next">The next index worth looking at.</param>
    public static bool IsMatch(ref SqlParser parser, int index, bool brokeOut, out int next)
    {
        next = index + 1;
        SqlToken token = parser[index];
        switch (token.Kind)
        {
            case SqlTokenKind.Logic when parser[index - 1] is { Kind: SqlTokenKind.Arithmetic, First: '-' }:
                return false; // Words joined by hyphens, as paths have them: no SQL goes on with a condition after a minus.
            case SqlTokenKind.Logic or SqlTokenKind.Concat:
                return IsCondition(ref parser, index, ref next);
            case SqlTokenKind.Keyword:
                return IsKeywordMatch(ref parser, index, token.Word, brokeOut, ref next);
            case SqlTokenKind.Word when token.Function != SqlFunctionClass.None && parser[index + 1].Kind == SqlTokenKind.LeftParen:
                return IsCall(ref parser, index, token.Function, brokeOut, ref next) || IsStatement(ref parser, index, token.Word, brokeOut);
            case SqlTokenKind.Word when token.Word != SqlWord.None:
                return IsStatement(ref parser, index, token.Word, brokeOut);
            default:
                return false;
        }
    }

    private static bool IsStatement(ref SqlParser parser, int index, SqlWord word, bool brokeOut) =>
        SqlStatements.IsMatch(ref parser, index, word, brokeOut);

    private static bool IsKeywordMatch(ref SqlParser parser, int index, SqlWord word, bool brokeOut, ref int next)
    {
        switch (word)
        {
            case SqlWord.Select:
                return SqlSelects.IsMatch(ref parser, index, brokeOut);
            case SqlWord.SetOperator:
                return SqlSelects.IsUnion(ref parser, index, brokeOut);
            case SqlWord.Where or SqlWord.Having:
                return IsCondition(ref parser, index, ref next);
            case SqlWord.Case:
                SqlExpression when = parser.Parse(index);
                return when.Has(SqlTraits.CaseWhen) && (when.Has(SqlTraits.Comparison) || !when.Has(SqlTraits.Name)) && parser.IsFinished(when);
            case SqlWord.Order:
                return parser[index + 1].Word == SqlWord.By && parser[index + 2].Kind == SqlTokenKind.Number &&
                    parser[index + 3] is { Kind: SqlTokenKind.Comment, IsBare: true };
            case SqlWord.Into:
                return parser[index + 1].Word == SqlWord.OutFile && parser[index + 2].Kind is SqlTokenKind.String or SqlTokenKind.LeftParen or SqlTokenKind.Variable;
            case SqlWord.Procedure:
                return parser[index + 1].Word == SqlWord.Analyse && parser[index + 2].Kind == SqlTokenKind.LeftParen;
            default:
                return IsStatement(ref parser, index, word, brokeOut);
        }
    }

    /// <summary>A condition that the table's rows do not decide, or that asks the database about itself.</summary>
    private static bool IsCondition(ref SqlParser parser, int index, ref int next)
    {
        SqlExpression condition = parser.Parse(index + 1);
        next = Math.Max(next, condition.Reached); // What it holds was judged with it.
        if (condition.Has(SqlTraits.Comparison) && condition.Has(SqlTraits.SqlOnly))
        {
            return true;
        }

        return condition.Has(SqlTraits.ConstantComparison | SqlTraits.DangerCall) && parser.IsFinished(condition);
    }

    /// <summary><c>sleep(5)</c> as an operand, or a function of SQL that is given one that asks about the database.</summary>
    private static bool IsCall(ref SqlParser parser, int index, SqlFunctionClass function, bool brokeOut, ref int next)
    {
        int end = parser.SkipParensFrom(index + 1, out SqlTraits inside);
        if (function != SqlFunctionClass.Danger)
        {
            bool asks = (inside & (SqlTraits.ProbeCall | SqlTraits.DangerCall)) != 0 || ((inside & SqlTraits.Variable) != 0 && function == SqlFunctionClass.Specific);
            bool nests = function is SqlFunctionClass.Specific or SqlFunctionClass.Generic;
            if (index == 0 && function == SqlFunctionClass.Probe)
            {
                return parser[end].Kind is SqlTokenKind.Match or SqlTokenKind.Compare or SqlTokenKind.Logic; // database() like schema()
            }

            next = nests && !asks ? Math.Max(next, Math.Min(end, index + 2)) : next;
            return nests && asks && IsOperandPlace(ref parser, index, brokeOut);
        }

        bool empty = parser[index + 2].Kind == SqlTokenKind.RightParen;
        return !empty && IsOperandPlace(ref parser, index, brokeOut) && IsAfterOperand(parser[end]);
    }

    private static bool IsOperandPlace(ref SqlParser parser, int index, bool brokeOut)
    {
        SqlToken before = parser[index - 1];
        return brokeOut || before.Kind switch
        {
            SqlTokenKind.End or SqlTokenKind.Logic or SqlTokenKind.Concat or SqlTokenKind.Not or SqlTokenKind.Match => true,
            SqlTokenKind.Arithmetic or SqlTokenKind.Bit or SqlTokenKind.Comma or SqlTokenKind.LeftParen or SqlTokenKind.Keyword => true,
            SqlTokenKind.Compare => !(index == 2 && parser[0].Kind == SqlTokenKind.Word), // "x = sleep(5)" alone is an assignment in code.
            SqlTokenKind.Word => before.Word is SqlWord.Exec or SqlWord.Call or SqlWord.Any,
            _ => false,
        };
    }

    private static bool IsAfterOperand(in SqlToken token) => token.Kind switch
    {
        SqlTokenKind.Semicolon => false, // "sleep(5);" is a line of C.
        SqlTokenKind.Other or SqlTokenKind.Word or SqlTokenKind.Variable or SqlTokenKind.Number => SqlParser.EndsExpression(token),
        _ => true,
    };
}
