using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Edge.Gateway.Storage;

/// <summary>Opens the gateway's databases: write-ahead log, every commit on disk before it returns; and puts aside what cannot be used.</summary>
internal static class SqliteFile
{
    /// <summary>Longest wait for a lock that another process holds, in seconds.</summary>
    private const int LockTimeoutSeconds = 1;

    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    static SqliteFile() => SQLitePCL.Batteries_V2.Init();

    /// <summary>Opens a database to write to, and makes it when there is none.</summary>
    /// <param name="path">The file; its folder is made too.</param>
    /// <param name="layout">The tables.</param>
    /// <param name="isExclusive">Keeps every other process out until it is closed, and checks the whole file: for small ones.</param>
    /// <exception cref="UnusableDatabaseException">It is damaged or too new.</exception>
    /// <exception cref="IOException">It cannot be opened now: no permission, no space, or another process has it.</exception>
    public static SqliteConnection Open(string path, SqliteLayout layout, bool isExclusive)
    {
        var connection = new SqliteConnection(ConnectionString(path, SqliteOpenMode.ReadWriteCreate));
        try
        {
            CreateFolder(path);
            connection.Open();
            Execute(connection, $"""
                PRAGMA locking_mode = {(isExclusive ? "EXCLUSIVE" : "NORMAL")};
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                """);
            long version = (long)Scalar(connection, "PRAGMA user_version");
            if (version == 0)
            {
                Execute(connection, string.Create(CultureInfo.InvariantCulture, $"BEGIN IMMEDIATE; {layout.Script} PRAGMA user_version = {layout.Version}; COMMIT;"));
            }
            else if (version > layout.Version)
            {
                throw new UnusableDatabaseException($"it was written by a newer version of the gateway (layout {version}, this one knows {layout.Version})");
            }
            else if (isExclusive && Scalar(connection, "PRAGMA quick_check(1)") is not "ok" and var fault)
            {
                throw new UnusableDatabaseException($"it is damaged: {fault}");
            }

            for (; version > 0 && version < layout.Version && version <= layout.Upgrades.Count; version++)
            {
                Execute(connection, string.Create(CultureInfo.InvariantCulture, $"BEGIN IMMEDIATE; {layout.Upgrades[(int)version - 1]} PRAGMA user_version = {version + 1}; COMMIT;"));
            }

            return connection;
        }
        catch (Exception exception) when (exception is SqliteException or UnauthorizedAccessException)
        {
            connection.Dispose();
            throw Translate(exception);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a database that is there, to read only.</summary>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public static SqliteConnection OpenToRead(string path)
    {
        var connection = new SqliteConnection(ConnectionString(path, SqliteOpenMode.ReadOnly));
        connection.Open();
        return connection;
    }

    /// <summary>Moves an unusable database aside, with all that belongs to it: nothing is lost, and its place is free.</summary>
    /// <returns>Where it is now.</returns>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public static string PutAside(string path, DateTimeOffset now)
    {
        string aside = $"{path}.unusable-{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture)}";
        foreach (string ending in (string[])["-wal", "-shm", ""]) // The file itself last: until then the set is whole, here or there.
        {
            if (File.Exists(path + ending))
            {
                File.Move(path + ending, aside + ending);
            }
        }

        return aside;
    }

    /// <summary>What a failure of SQLite means to us: <see cref="UnusableDatabaseException"/> or <see cref="IOException"/>.</summary>
    public static Exception Translate(Exception exception) => exception switch
    {
        UnusableDatabaseException or IOException => exception,
        SqliteException { SqliteErrorCode: Corrupt or NotADatabase } => new UnusableDatabaseException($"it is damaged: {exception.Message}", exception),
        _ => new IOException(exception.Message, exception),
    };

    public static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of our own.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static object Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of our own.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar()!;
    }

    private static string ConnectionString(string path, SqliteOpenMode mode) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = mode,
        Pooling = false, // Closed means closed: the file may be moved.
        DefaultTimeout = LockTimeoutSeconds,
    }.ToString();

    private static void CreateFolder(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute); // Who did what is not for everybody.
        }
    }
}
