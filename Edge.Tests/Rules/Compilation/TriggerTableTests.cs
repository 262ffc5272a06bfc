using Edge.Rules.Compilation;
using Edge.Rules.Transformations;

namespace Edge.Tests.Rules.Compilation;

public sealed class TriggerTableTests
{
    private static readonly ITransformation[] s_all = [new Lowercase(), new Uppercase(), new UrlDecodeUni(), new CmdLine(), new Sha1()];

    private readonly TriggerTable _table = new(s_all);

    [Theory]
    [InlineData(new[] { 0 }, "Some Words", false)]
    [InlineData(new[] { 0, 2 }, "Some Words", false)]
    [InlineData(new[] { 0, 2 }, "Some%20Words", true)]
    [InlineData(new[] { 2, 0 }, "some+words", true)]
    [InlineData(new[] { 1 }, "Some Words", false)]
    [InlineData(new[] { 1, 3 }, "some words", true)] // What is upper case now, the command line makes lower case: a change that is looked at.
    [InlineData(new[] { 4 }, "x", true)]
    public void BeyondCase_TellsWhatChangesMoreThanCase(int[] pipeline, string value, bool mayChange) =>
        Assert.Equal(mayChange, (_table.BeyondCase(pipeline) & _table.Of(value)) != 0);

    [Fact]
    public void Value_ThatNothingBeyondCaseChanges_ComesOutOfThePipelineInOtherCaseAtMost()
    {
        Random random = new(11);
        const string Letters = "aZbY \t%+\\\"'^,;/(2fA";
        char[] buffer = new char[256];
        int unchanged = 0;
        for (int run = 0; run < 20_000; run++)
        {
            int[] pipeline = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(s_all.Length))];
            string value = string.Concat(Enumerable.Range(0, random.Next(0, 6)).Select(_ => Letters[random.Next(Letters.Length)]));
            if ((_table.BeyondCase(pipeline) & _table.Of(value)) != 0)
            {
                continue;
            }

            unchanged++;
            string current = value;
            foreach (int step in pipeline)
            {
                int length = s_all[step].Transform(current, buffer);
                current = length == ITransformation.Unchanged ? current : new string(buffer, 0, length);
            }

            Assert.Equal(value, current, ignoreCase: true);
        }

        Assert.InRange(unchanged, 1_000, 20_000);
    }
}
