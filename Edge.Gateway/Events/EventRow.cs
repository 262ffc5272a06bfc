using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Edge.Gateway.Events;

/// <summary>An event as a row: texts of people and clients are cut to their limits on the way in.</summary>
internal static class EventRow
{
    public static void Write(LoggedEvent logged, SqliteParameterCollection parameters)
    {
        EdgeEvent source = logged.Event;
        int at = 0;
        Add(logged.Id.ToString("D", CultureInfo.InvariantCulture));
        parameters[at++].Value = logged.Published.ToUnixTimeMilliseconds();
        Add(source.EventType);
        Add(Word(source.Severity));
        Add(source.Message ?? Sentence(source.EventType));
        Add(source.Actor);
        Add(source.ActorType ?? "SystemPrincipal");
        Add(source.Target);
        Add(source.TargetType);
        Add(source.TargetName);
        Add(Word(source.Outcome));
        Add(source.Reason, EdgeEvent.MaxReasonLength);
        Add(source.ClientAddress);
        Add(source.UserAgent);
        Add(source.TransactionId);
        Add(source.Tenant);
        Add(logged.Node);

        void Add(string? text, int maxLength = EdgeEvent.MaxTextLength) =>
            parameters[at++].Value = text is null ? DBNull.Value : text.Length <= maxLength ? text : text[..maxLength];
    }

    /// <summary>Reads the columns that <see cref="Write"/> wrote, after the sequence; null when they are no event: SQLite finds damage to its own pages, not to what they hold.</summary>
    public static LoggedEvent? TryRead(SqliteDataReader row)
    {
        try
        {
            return Read(row);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException or InvalidOperationException)
        {
            return null;
        }
    }

    private static LoggedEvent Read(SqliteDataReader row)
    {
        var read = new EdgeEvent(row.GetString(3), Parse<EventSeverity>(row.GetString(4)), row.GetString(6), row.GetString(8), Parse<EventOutcome>(row.GetString(11)), Text(12))
        {
            Message = row.GetString(5),
            ActorType = row.GetString(7),
            TargetType = Text(9),
            TargetName = Text(10),
            ClientAddress = Text(13),
            UserAgent = Text(14),
            TransactionId = Text(15),
            Tenant = Text(16),
        };
        return new LoggedEvent(Guid.Parse(row.GetString(1)), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)), read, row.GetString(17));

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }

    /// <summary>Okta's spelling: upper case.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToUpperInvariant();

    // "system.config.reload_failed" reads "System config reload failed".
    private static string Sentence(string eventType)
    {
        var sentence = new StringBuilder(eventType).Replace('.', ' ').Replace('_', ' ');
        if (sentence.Length > 0)
        {
            sentence[0] = char.ToUpperInvariant(sentence[0]);
        }

        return sentence.ToString();
    }

    private static T Parse<T>(string word)
        where T : struct, Enum => Enum.Parse<T>(word, ignoreCase: true);
}
