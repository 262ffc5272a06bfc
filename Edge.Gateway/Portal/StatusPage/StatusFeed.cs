using System.Text;
using System.Xml;
using Edge.Gateway.Status;
using Edge.Gateway.Status.Incidents;

namespace Edge.Gateway.Portal.StatusPage;

/// <summary>Incidents as an Atom feed (RFC 4287).</summary>
internal static class StatusFeed
{
    /// <summary>Most entries, the newest first.</summary>
    public const int MaxEntries = 50;

    private const string Atom = "http://www.w3.org/2005/Atom";

    public static byte[] Write(StatusBoard board)
    {
        using MemoryStream stream = new();
        using (XmlWriter xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true }))
        {
            xml.WriteStartElement("feed", Atom);
            if (board.Url is { } url)
            {
                xml.WriteAttributeString("xml", "base", null, url.AbsoluteUri);
            }

            Element(xml, "id", board.Url is null ? "urn:edge:status" : new Uri(board.Url, "/history.atom").AbsoluteUri);
            Element(xml, "title", $"{board.Name} status: incidents");
            Element(xml, "updated", Time(board.Incidents.Select(static incident => incident.Updated).DefaultIfEmpty(board.Begin ?? DateTimeOffset.UnixEpoch).Max()));
            Link(xml, "self", "/history.atom");
            Link(xml, "alternate", "/");
            xml.WriteStartElement("author", Atom);
            Element(xml, "name", board.Name);
            xml.WriteEndElement();
            foreach (Incident incident in board.Incidents.OrderByDescending(static incident => incident.Updated).Take(MaxEntries))
            {
                Entry(xml, incident);
            }

            xml.WriteEndElement();
        }

        return stream.ToArray();
    }

    private static void Entry(XmlWriter xml, Incident incident)
    {
        xml.WriteStartElement("entry", Atom);
        Element(xml, "id", $"urn:edge:status:incident:{incident.Id}");
        Element(xml, "title", Clean(incident.Title));
        Element(xml, "published", Time(incident.Started));
        Element(xml, "updated", Time(incident.Updated));
        Link(xml, "alternate", $"/incidents/{incident.Id}");
        xml.WriteStartElement("content", Atom);
        xml.WriteAttributeString("type", "text");
        IEnumerable<string> lines = incident.Updates.Reverse().Select(static update => $"{Time(update.Time)} {StatusWords.OfIncident(update.Status)}: {update.Message}");
        xml.WriteString(Clean(string.Join("\n", incident.RootCause is { } cause ? lines.Prepend($"Root cause: {cause}") : lines)));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Element(XmlWriter xml, string name, string text) => xml.WriteElementString(name, Atom, text);

    private static void Link(XmlWriter xml, string relation, string target)
    {
        xml.WriteStartElement("link", Atom);
        xml.WriteAttributeString("rel", relation);
        xml.WriteAttributeString("href", target);
        xml.WriteEndElement();
    }

    // What XML cannot carry, such as other control characters, would break the whole feed.
    private static string Clean(string text) => string.Concat(text.Where(static letter => letter is '\n' or '\t' || !char.IsControl(letter)).Where(XmlConvert.IsXmlChar));

    private static string Time(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
