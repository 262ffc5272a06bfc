using System.Text;

namespace Edge.Rules.Bodies;

/// <summary>Makes arguments of a document's elements: <c>&lt;a&gt;&lt;b&gt;1&lt;/b&gt;&lt;/a&gt;</c> is <c>xml.a.b</c> with the value 1.</summary>
/// <remarks>
/// As ModSecurity v3 names them: local names, without prefixes. Beyond v3: text beside child elements is an argument of the parent's
/// name, for an attack can stand there too.
/// </remarks>
/// <param name="maxNameBytes">Bytes of a name; a longer one is cut.</param>
internal sealed class XmlArguments(int maxNameBytes)
{
    private readonly StringBuilder _path = new("xml");
    private readonly StringBuilder _text = new();
    private readonly Stack<int> _parentLengths = [];
    private bool _isLeaf;

    /// <summary>An element begins; false when there are too many arguments.</summary>
    public bool TryOpen(string localName, ref BodyReport report)
    {
        bool hasRoom = TryAdd(isLeaf: false, ref report);
        _parentLengths.Push(_path.Length);
        XmlBodyBuilder.Append(_path.Append('.'), localName);
        _isLeaf = true;
        return hasRoom;
    }

    public void AddText(string text) => XmlBodyBuilder.Append(_text, text);

    /// <summary>The element that began last ends; false when there are too many arguments.</summary>
    public bool TryClose(ref BodyReport report)
    {
        bool hasRoom = TryAdd(_isLeaf, ref report);
        _path.Length = _parentLengths.Pop();
        _isLeaf = false;
        return hasRoom;
    }

    private bool TryAdd(bool isLeaf, ref BodyReport report)
    {
        string text = _text.ToString();
        _text.Clear();
        return (!isLeaf && string.IsNullOrWhiteSpace(text))
            || report.TryAddArgument(_path.ToString(0, Math.Min(_path.Length, maxNameBytes)), text);
    }
}
