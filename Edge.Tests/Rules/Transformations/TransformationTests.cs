using Edge.Rules.Transformations;

namespace Edge.Tests.Rules.Transformations;

public sealed class TransformationTests
{
    /// <summary>Bytes that escapes, comments, paths and encodings are made of.</summary>
    private const string Alphabet = "aZ09 \t\n\0%+&#;xXuU\\/.*-<>!'\"^,([]=_ffFF\u0080\u00A0\u00C2\u00E2\u00F0\u00F5\u00FF";

    public static TheoryData<string> Names => [.. TransformationRegistry.Names];

    internal static string Run(string name, string input)
    {
        Assert.True(TransformationRegistry.TryGet(name, out ITransformation? transformation), name);
        char[] output = new char[transformation.GetMaxOutputLength(input.Length)];
        int written = transformation.Transform(input, output);
        return written == ITransformation.Unchanged ? input : new string(output, 0, written);
    }

    [Fact]
    public void Registry_Names_AreAllOfTheManual() => Assert.Equal(38, TransformationRegistry.Names.Count);

    [Theory]
    [InlineData("URLDECODEUNI", "urlDecodeUni")]
    [InlineData("normalisePath", "normalizePath")]
    public void TryGet_OtherSpelling_FindsIt(string name, string canonical)
    {
        Assert.True(TransformationRegistry.TryGet(name, out ITransformation? transformation));
        Assert.Equal(canonical, transformation.Name);
    }

    [Fact]
    public void TryGet_None_IsNotATransformation() => Assert.False(TransformationRegistry.TryGet("none", out _));

    [Theory]
    [MemberData(nameof(Names))]
    public void Transform_RandomInput_StaysWithinItsBoundAndTheByteRange(string name)
    {
        Assert.True(TransformationRegistry.TryGet(name, out ITransformation? transformation));
        Random random = new(7);
        for (int round = 0; round < 3000; round++)
        {
            char[] input = new char[random.Next(0, 24)];
            for (int i = 0; i < input.Length; i++)
            {
                input[i] = random.Next(8) == 0 ? (char)random.Next(256) : Alphabet[random.Next(Alphabet.Length)];
            }

            char[] output = new char[transformation.GetMaxOutputLength(input.Length)];
            int written = transformation.Transform(input, output);
            Assert.InRange(written, ITransformation.Unchanged, output.Length);
            if (written >= 0)
            {
                Assert.NotEqual(new string(input), new string(output, 0, written));
                Assert.All(output.Take(written), static c => Assert.InRange(c, '\0', '\u00FF'));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Transform_ValueWithoutTriggers_ChangesNothing(string name)
    {
        Assert.True(TransformationRegistry.TryGet(name, out ITransformation? transformation));
        if (transformation.Triggers is not string triggers)
        {
            return; // It makes no promise.
        }

        char[] bytes = [.. Enumerable.Range(0, 256).Select(static value => (char)value).Where(value => !triggers.Contains(value, StringComparison.Ordinal))];
        Random random = new(11);
        for (int round = 0; round < 5000; round++)
        {
            char[] input = [.. Enumerable.Range(0, random.Next(0, 12)).Select(_ => bytes[random.Next(bytes.Length)])];
            char[] output = new char[transformation.GetMaxOutputLength(input.Length)];
            Assert.Equal(ITransformation.Unchanged, transformation.Transform(input, output));
        }

        Assert.All(bytes, value => Assert.Equal(new string(value, 3), Run(name, new string(value, 3))));
    }

    [Fact]
    public void Triggers_OfMostTransformations_AreKnown() => Assert.Equal(25, TransformationRegistry.Names.Count(
        static name => TransformationRegistry.TryGet(name, out ITransformation? transformation) && transformation.Triggers is not null));

    [Theory]
    [MemberData(nameof(Names))]
    public void Transform_AnyInput_AllocatesNothing(string name)
    {
        Assert.True(TransformationRegistry.TryGet(name, out ITransformation? transformation));
        string input = string.Concat(Enumerable.Repeat(Alphabet, 8));
        char[] output = new char[transformation.GetMaxOutputLength(input.Length)];
        long least = long.MaxValue; // The runtime itself may allocate on this thread while it compiles: the least of many counts.
        for (int round = 0; round < 20 && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            transformation.Transform(input, output);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Theory]
    [InlineData("urlDecode", "a%4")]
    [InlineData("lowercase", "plain")]
    [InlineData("normalizePath", "/a/b/c.txt")]
    [InlineData("compressWhitespace", "a b c")]
    [InlineData("cmdLine", "cat /etc")]
    public void Transform_NothingToDo_SaysUnchangedOrDiffers(string name, string input)
    {
        Assert.True(TransformationRegistry.TryGet(name, out ITransformation? transformation));
        char[] output = new char[input.Length];
        int written = transformation.Transform(input, output);
        Assert.True(written == ITransformation.Unchanged || new string(output, 0, written) != input);
    }

    [Theory]
    [InlineData("htmlEntityDecode", "&#300;&#99999999999999999999999;", ",\u00FF")]
    [InlineData("base64Decode", "not base64!", "")]
    [InlineData("base64DecodeExt", "P.HNjcmlwdD5hb", "<script>a")]
    [InlineData("utf8toUnicode", "\u00C3\u00A9 \u00F0\u009F\u0098\u0080", "%u00e9 %u1f600")]
    [InlineData("urlDecodeUni", "%uFF1Cscript%u003e", "<script>")]
    [InlineData("cssDecode", "ja\\vasc\\72 ipt\\", "javascript")]
    [InlineData("normalizePath", "/a/../../etc//./passwd", "/etc/passwd")]
    public void Transform_ByHand_GivesTheListedOutput(string name, string input, string expected) =>
        Assert.Equal(expected, Run(name, input));
}
