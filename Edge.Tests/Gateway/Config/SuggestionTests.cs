using Edge.Gateway.Config;
using FsCheck;
using FsCheck.Fluent;

namespace Edge.Tests.Gateway.Config;

public sealed class SuggestionTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("demo", "demo", 0)]
    [InlineData("demo", "DEMO", 0)]
    [InlineData("dmeo", "demo", 1)] // Neighbours swapped.
    [InlineData("dem", "demo", 1)]
    [InlineData("demmo", "demo", 1)]
    [InlineData("dema", "demo", 1)]
    [InlineData("", "demo", 4)]
    [InlineData("kitten", "sitting", 3)]
    public void Distance_OfTwoNames_CountsSlipsOfThePen(string left, string right, int expected) => Assert.Equal(expected, Suggestion.Distance(left, right));

    [Fact]
    public void Distance_OfAnyNames_IsAMeasure()
    {
        Gen<string> names = Gen.Choose(0, 8).SelectMany(static length => Gen.Elements("abcAB".ToCharArray()).ArrayOf(length)).Select(static chars => new string(chars));
        Prop.ForAll(names.Two().ToArbitrary(), static pair =>
        {
            (string left, string right) = pair;
            int distance = Suggestion.Distance(left, right);
            return distance == Suggestion.Distance(right, left)
                && distance == 0 == left.Equals(right, StringComparison.OrdinalIgnoreCase)
                && distance >= Math.Abs(left.Length - right.Length)
                && distance <= Math.Max(left.Length, right.Length);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("adress", "; did you mean 'address'?")]
    [InlineData("mod", "; did you mean 'mode'?")]
    [InlineData("entirelyDifferent", ".")]
    [InlineData("x", ".")]
    public void For_AFoundName_SuggestsOnlyWhatIsNear(string found, string expected) => Assert.Equal(expected, Suggestion.For(found, ["mode", "address", "enabled"]));

    [Fact]
    public void For_AVeryLongName_ComparesNothing() => Assert.Equal(".", Suggestion.For(new string('a', 1_000_000), [new string('a', 999_999)]));
}
