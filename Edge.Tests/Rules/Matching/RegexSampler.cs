using System.Text;
using Edge.Rules.Matching;

namespace Edge.Tests.Rules.Matching;

/// <summary>Writes random strings that a pattern is likely to match, by walking its tree.</summary>
internal sealed class RegexSampler(Random random)
{
    private const int MaxExtraRepeats = 3;

    private readonly StringBuilder _text = new();

    public string Sample(RegexNode root)
    {
        _text.Clear();
        Write(root);
        return _text.ToString();
    }

    private void Write(RegexNode node)
    {
        switch (node.Kind)
        {
            case RegexNodeKind.Bytes:
                List<char> members = node.Set.ToList();
                List<char> printable = members.FindAll(static c => c is > ' ' and < '\u007F');
                List<char> pool = printable.Count > 0 && random.Next(4) > 0 ? printable : members;
                _text.Append(pool[random.Next(pool.Count)]);
                break;
            case RegexNodeKind.Sequence:
                foreach (RegexNode child in node.Children)
                {
                    Write(child);
                }

                break;
            case RegexNodeKind.Alternation:
                Write(node.Children[random.Next(node.Children.Count)]);
                break;
            case RegexNodeKind.Repeat:
                int most = Math.Min(node.Max ?? int.MaxValue, node.Min + MaxExtraRepeats);
                for (int count = random.Next(node.Min, most + 1); count > 0; count--)
                {
                    Write(node.Child);
                }

                break;
            case RegexNodeKind.Capture or RegexNodeKind.Atomic or RegexNodeKind.LookAhead or RegexNodeKind.LookBehind:
                Write(node.Child);
                break;
        }
    }
}
