using System.Globalization;
using Edge.Gateway.Storage;
using Edge.Tests.TestKit;
using Microsoft.Data.Sqlite;

namespace Edge.Tests.Gateway.Storage;

public sealed class SqliteFileTests : IDisposable
{
    private static readonly SqliteLayout Layout = new(2, "CREATE TABLE things (name TEXT);");

    private readonly TestFolder _folder = new();

    private string FilePath => _folder["below/things.db"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_Twice_KeepsWhatWasWritten()
    {
        using (SqliteConnection first = SqliteFile.Open(FilePath, Layout, isExclusive: true))
        {
            SqliteFile.Execute(first, "INSERT INTO things VALUES ('kept')");
        }

        using SqliteConnection second = SqliteFile.Open(FilePath, Layout, isExclusive: true);
        Assert.Equal("kept 2 wal 2", string.Join(' ', Scalar(second, "SELECT name FROM things"), Scalar(second, "PRAGMA user_version"), Scalar(second, "PRAGMA journal_mode"), Scalar(second, "PRAGMA synchronous")));
    }

    [Fact]
    public void Open_OfAFileThatAnotherHas_SaysItIsLocked()
    {
        using SqliteConnection first = SqliteFile.Open(FilePath, Layout, isExclusive: true);
        SqliteFile.Execute(first, "INSERT INTO things VALUES ('kept')");
        Assert.Contains("locked", Assert.Throws<IOException>(() => SqliteFile.Open(FilePath, Layout, isExclusive: true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OfANewerFile_IsRefusedAndChangesNothing()
    {
        using (SqliteFile.Open(FilePath, Layout with { Version = 3 }, isExclusive: false))
        {
        }

        byte[] before = File.ReadAllBytes(FilePath);
        UnusableDatabaseException refused = Assert.Throws<UnusableDatabaseException>(() => SqliteFile.Open(FilePath, Layout, isExclusive: true));
        Assert.Equal("it was written by a newer version of the gateway (layout 3, this one knows 2)", refused.Message);
        Assert.Equal(before, File.ReadAllBytes(FilePath));
    }

    [Theory]
    [InlineData(0)] // The head.
    [InlineData(4096)] // A page of the table.
    public void Open_OfADamagedFile_IsRefused(int at)
    {
        using (SqliteConnection first = SqliteFile.Open(FilePath, Layout, isExclusive: false))
        {
            for (int i = 0; i < 300; i++)
            {
                SqliteFile.Execute(first, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO things VALUES ('{new string('x', 100)}{i}')"));
            }
        }

        using (FileStream file = File.OpenWrite(FilePath))
        {
            file.Position = at;
            file.Write([.. Enumerable.Repeat((byte)0xEE, 2048)]);
        }

        Assert.Throws<UnusableDatabaseException>(() => SqliteFile.Open(FilePath, Layout, isExclusive: true));
    }

    [Fact]
    public void PutAside_WithAWriteAheadLog_KeepsAllThatIsInIt()
    {
        string aside;
        using (SqliteConnection first = SqliteFile.Open(FilePath, Layout, isExclusive: false))
        {
            SqliteFile.Execute(first, "INSERT INTO things VALUES ('in the log')");
            aside = SqliteFile.PutAside(FilePath, new DateTimeOffset(2027, 1, 2, 3, 4, 5, 6, TimeSpan.Zero));
            Assert.Equal(FilePath + ".unusable-20270102T030405006Z", aside);
            File.Copy(aside, aside + "2");
            File.Copy(aside + "-wal", aside + "2-wal");
        }

        using SqliteConnection opened = SqliteFile.Open(aside + "2", Layout, isExclusive: true);
        Assert.Equal("in the log", Scalar(opened, "SELECT name FROM things"));
        Assert.False(File.Exists(FilePath));
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // A constant of the test.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
