using System.Globalization;
using Edge.Gateway.State;
using Edge.Gateway.Storage;
using Microsoft.Data.Sqlite;

namespace Edge.Tests.Gateway.State;

public sealed class LocalDecisionsTests
{
    [Fact]
    public void Decisions_AfterARestart_AreInForce()
    {
        using StateBed bed = new();
        bed.Decide("cell/na-1/mode", "read-only");
        bed.Decide("tenant/acme/failover", "na-2");
        bed.Decide("cell/na-1/mode", null);
        bed.Restart();
        Assert.Equal("tenant/acme/failover=na-2@2", bed.InForce());
        bed.Decide("fleet/mode", "read-only");
        Assert.Equal("fleet/mode=read-only@4 tenant/acme/failover=na-2@2", bed.InForce());
        Assert.Empty(bed.Events.Lines);
    }

    [Fact]
    public void Decision_ProcessDiesAfterIt_IsInForceAtTheNextStart()
    {
        using StateBed bed = new();
        bed.Decide("fleet/mode", "read-only");
        LocalDecisions next = bed.Crashed(out IDisposable closing);
        using (closing)
        {
            Assert.Equal("fleet/mode=read-only@1", StateBed.Text(next));
        }
    }

    [Fact]
    public void Decision_OfWhatIsInForce_TakesNoEpoch()
    {
        using StateBed bed = new();
        bed.Decide("fleet/mode", "read-only");
        bed.Decide("fleet/mode", "read-only");
        bed.Decide("cell/x/mode", null);
        Assert.Equal(1, bed.Decisions.Epoch);
        Assert.Null(bed.Decisions.Decide([new DecisionChange("fleet/mode", "read-only")], "ops-2", "again", 7));
    }

    [Fact]
    public void Database_ThatIsDamaged_IsPutAsideAndTheLastGoodCopyStandsIn()
    {
        using StateBed bed = new();
        bed.Decide("fleet/mode", "read-only");
        bed.Close();
        File.WriteAllText(bed.Settings.DecisionsPath, new string('!', 9000));
        bed.Restart();
        Assert.Equal("fleet/mode=read-only@1", bed.InForce());
        string aside = Assert.Single(Directory.GetFiles(bed.Settings.Folder, "decisions.db.unusable-*"));
        Assert.Equal(9000, new FileInfo(aside).Length);
        Assert.Equal(
            [
                $"system.state.quarantined decisions.db by state: it is damaged: SQLite Error 26: 'file is not a database'.; it is kept as {Path.GetFileName(aside)}",
                "system.state.restored decisions.db by state: 1 entries came from the last good copy",
            ],
            bed.Events.Lines);

        bed.Decide("fleet/mode", null);
        bed.Restart();
        Assert.Equal("", bed.InForce());
        Assert.Equal(2, bed.Events.Lines.Count);
    }

    [Fact]
    public void Database_AndCopyBothDamaged_AreBothPutAsideAndTold()
    {
        using StateBed bed = new();
        bed.Decide("fleet/mode", "read-only");
        bed.Decide("cell/na-1/mode", "read-only");
        bed.Close();
        File.WriteAllText(bed.Settings.DecisionsPath, new string('!', 9000));
        string[] lines = File.ReadAllLines(bed.Settings.CopyPath);
        File.WriteAllText(bed.Settings.CopyPath, $"{lines[0]}\n{lines[1][..20]}");
        bed.Restart();
        Assert.True(bed.Decisions.IsDamaged);
        Assert.Single(bed.Decisions.Current.All); // What could be read holds.
        string copy = Path.GetFileName(Assert.Single(Directory.GetFiles(bed.Settings.Folder, "decisions.jsonl.unusable-*")));
        string database = Path.GetFileName(Assert.Single(Directory.GetFiles(bed.Settings.Folder, "decisions.db.unusable-*")));
        Assert.Contains($"system.state.damaged decisions.db by state: decisions may be lost: decisions.db is kept as {database}; of decisions.jsonl 1 entries could be read, and it is kept as {copy}", bed.Events.Lines);
        bed.Restart();
        Assert.False(bed.Decisions.IsDamaged);
        Assert.Single(bed.Decisions.Current.All);
    }

    [Theory]
    [InlineData("decided = 9223372036854775807")]
    [InlineData("decided = -1")]
    [InlineData("epoch = -1")]
    [InlineData("epoch = 'x'")]
    [InlineData("epoch = 9007199254740992")]
    public void Database_WithARowThatIsNoDecision_IsPutAsideAndTheLastGoodCopyStandsIn(string damage)
    {
        using StateBed bed = new();
        bed.Decide("fleet/mode", "read-only");
        bed.Close();
        using (var connection = new SqliteConnection($"Data Source={bed.Settings.DecisionsPath};Pooling=False"))
        {
            connection.Open();
            SqliteFile.Execute(connection, $"UPDATE decisions SET {damage}");
        }

        bed.Restart();
        Assert.Equal("fleet/mode=read-only@1", bed.InForce());
        Assert.Contains("it is damaged: a row is no decision", bed.Events.Lines[0], StringComparison.Ordinal);
        bed.Decide("fleet/mode", null);
        Assert.Equal("", bed.InForce());
    }

    [Fact]
    public void Database_OfANewerVersion_IsPutAsideAndTheLastGoodCopyStandsIn()
    {
        using StateBed bed = new();
        bed.Decide("fleet/mode", "read-only");
        bed.Close();
        using (var connection = new SqliteConnection($"Data Source={bed.Settings.DecisionsPath};Pooling=False"))
        {
            connection.Open();
            SqliteFile.Execute(connection, "PRAGMA user_version = 9");
        }

        bed.Restart();
        Assert.Equal("fleet/mode=read-only@1", bed.InForce());
        Assert.Contains("newer version of the gateway (layout 9", bed.Events.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_ThatCannotBeUsed_NodeServesDecidesNothingAndGoesOnWhenItIsBack()
    {
        using StateBed bed = new(isOpen: false);
        File.WriteAllText(bed.Settings.Folder, "no folder");
        bed.Decisions.Open(bed.Settings, bed.Node);
        Assert.False(bed.Decisions.IsKept);
        IOException refused = Assert.Throws<IOException>(() => bed.Decide("fleet/mode", "read-only"));
        Assert.StartsWith("The decision could not be kept and is not in force:", refused.Message, StringComparison.Ordinal);
        Assert.Equal("", bed.InForce());
        bed.Decisions.Merge([Entry("cell/na-1/mode", "read-only", 5, "node-2")]); // The fleet's word holds all the same.
        bed.Decisions.Step();
        Assert.Single(bed.Events.Lines);
        Assert.StartsWith("system.state.unwritable decisions.db by state:", bed.Events.Lines[0], StringComparison.Ordinal);

        File.Delete(bed.Settings.Folder);
        bed.Decisions.Step();
        Assert.True(bed.Decisions.IsKept);
        Assert.StartsWith("system.state.writable decisions.db", bed.Events.Lines[1], StringComparison.Ordinal);
        bed.Decide("fleet/mode", "read-only");
        bed.Restart();
        Assert.Equal("cell/na-1/mode=read-only@5 fleet/mode=read-only@6", bed.InForce());
    }

    [Fact]
    public void Database_ThatAnotherProcessHas_LeavesTheCopyInForceUntilItIsFree()
    {
        using StateBed bed = new();
        bed.Decide("fleet/mode", "read-only");
        bed.Close();
        using (SqliteConnection other = SqliteFile.Open(bed.Settings.DecisionsPath, new SqliteLayout(2, ""), isExclusive: true))
        {
            SqliteFile.Execute(other, "INSERT INTO decisions VALUES ('cell/na-1/mode', 'read-only', 7, 'node-1', 'ops-2', 'handover', 0, 0, 0, 0)");
            bed.Restart();
            Assert.Equal("fleet/mode=read-only@1", bed.InForce());
            Assert.False(bed.Decisions.IsKept);
        }

        bed.Decisions.Step();
        Assert.Equal("cell/na-1/mode=read-only@7 fleet/mode=read-only@1", bed.InForce());
    }

    [Fact]
    public void Merge_OfWordsAboutOneKey_TheHigherEpochHoldsInAnyOrder()
    {
        DecisionEntry[] words =
        [
            Entry("k", "a", 1, "n1"), Entry("k", "b", 2, "n2"), Entry("k", null, 3, "n1"), Entry("k", "c", 3, "n2"), Entry("k", "d", 3, "n2", seconds: 1), Entry("k", "e", 2, "n9", seconds: 9),
        ];
        Random random = new(7);
        for (int round = 0; round < 20; round++)
        {
            random.Shuffle(words);
            using StateBed bed = new("n3");
            foreach (DecisionEntry word in words)
            {
                bed.Decisions.Merge([word]);
            }

            Assert.Equal("k=d@3", bed.InForce());
        }
    }

    [Fact]
    public void Nodes_ThatDecideAndHearAtRandom_AgreeOnceAllHaveHeardAll()
    {
        Random random = new(11);
        for (int round = 0; round < 8; round++)
        {
            using StateBed a = new("a");
            using StateBed b = new("b");
            using StateBed c = new("c");
            StateBed[] nodes = [a, b, c];
            for (int step = 0; step < 40; step++)
            {
                StateBed node = nodes[random.Next(3)];
                switch (random.Next(3))
                {
                    case 0:
                        node.Decisions.Merge(nodes[random.Next(3)].Decisions.All());
                        break;
                    case 1:
                        node.Restart();
                        break;
                    default:
                        node.Decide($"k{random.Next(3)}", random.Next(3) == 0 ? null : $"v{step}");
                        break;
                }
            }

            DecisionEntry[] all = [.. nodes.SelectMany(static node => node.Decisions.All())];
            foreach (StateBed node in nodes)
            {
                random.Shuffle(all);
                node.Decisions.Merge(all);
            }

            Assert.Equal(a.InForce(), b.InForce());
            Assert.Equal(a.InForce(), c.InForce());
            string[] highest = [.. all.GroupBy(static entry => entry.Key).Select(static words => words.MaxBy(static word => word.Order, StringComparer.Ordinal)!).Where(static word => word.Value is not null).Select(static word => $"{word.Key}={word.Value}@{word.Epoch}").Order(StringComparer.Ordinal)];
            Assert.Equal(string.Join(' ', highest), a.InForce());
        }
    }

    [Fact]
    public void Merge_OfAWordThatDidNotKnowOurs_TellsWhatWasOverruledOnce()
    {
        using StateBed bed = new();
        bed.Decide("fleet/mode", "read-only");
        DecisionEntry theirs = Entry("fleet/mode", "read-write", 4, "node-2");
        bed.Decisions.Merge([theirs]);
        bed.Decisions.Merge([theirs]);
        Assert.Equal(
            "system.state.overruled fleet/mode by ops-2: \"read-only\" of ops-1 on node-1 (epoch 1) was overruled by \"read-write\" of ops-2 on node-2 (epoch 4), decided without knowing of it",
            Assert.Single(bed.Events.Lines));
        Assert.Equal(1, bed.Decisions.Overruled);
    }

    [Theory]
    [InlineData(true, 1, false)] // The fleet had ours, and theirs was based on it: no more than a later decision.
    [InlineData(true, 0, true)]
    [InlineData(false, 1, true)] // Nobody can have known ours.
    public void Merge_OfALaterWord_IsOverrulingOnlyWhenOursWasNotKnown(bool wasShared, long basedOn, bool isOverruled)
    {
        using StateBed bed = new();
        bed.Decide("fleet/mode", "read-only");
        if (wasShared)
        {
            bed.Decisions.MarkShared(bed.Decisions.Unshared());
        }

        bed.Restart();
        bed.Decisions.Merge([Entry("fleet/mode", null, 4, "node-2") with { Base = basedOn }]);
        Assert.Equal(isOverruled ? 1 : 0, bed.Events.Lines.Count);
        Assert.Equal("", bed.InForce());
    }

    [Fact]
    public void Undone_IsRememberedForAMonth()
    {
        using StateBed bed = new();
        bed.Decide("fleet/mode", "read-only");
        DecisionEntry old = Assert.Single(bed.Decisions.All());
        bed.Decide("fleet/mode", null);
        bed.Decisions.Merge([old]); // A node that missed it.
        Assert.Equal("", bed.InForce());
        bed.Time.Advance(LocalDecisions.UndoneKept);
        Assert.Empty(bed.Decisions.Step());
        bed.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("fleet/mode", Assert.Single(bed.Decisions.Step()).Key);
        bed.Restart();
        Assert.Empty(bed.Decisions.All());
    }

    [Fact]
    public void Listeners_OfChanges_HearEachInOrderEvenWhenOneFails()
    {
        using StateBed bed = new();
        List<string> heard = [];
        bed.Decisions.OnChange(static (_, _) => throw new InvalidOperationException("a bug"));
        using (bed.Decisions.OnChange((before, now) => heard.Add(string.Create(CultureInfo.InvariantCulture, $"{before.All.Count}→{now.All.Count}"))))
        {
            bed.Decide("a", "1");
            bed.Decide("b", "1");
            bed.Decisions.Merge([Entry("a", null, 9, "node-2"), Entry("c", null, 9, "node-2")]);
            bed.Decisions.MarkShared(bed.Decisions.Unshared());
        }

        bed.Decide("c", "1");
        Assert.Equal(["0→1", "1→2", "2→1"], heard);
    }

    [Fact]
    public void Merge_OfTheSameByANodeThatMissedAChange_IsOverruling()
    {
        using StateBed bed = new();
        bed.Decide("tenant/acme/failover", "na-2");
        bed.Decide("tenant/acme/failover", null);
        bed.Decide("tenant/acme/failover", "na-2");
        bed.Decisions.Merge([Entry("tenant/acme/failover", "na-2", 9, "node-2") with { Version = 1 }]);
        Assert.StartsWith("system.state.overruled tenant/acme/failover by ops-2:", Assert.Single(bed.Events.Lines), StringComparison.Ordinal);
        long version = Assert.Single(bed.Decisions.All()).Version;
        Assert.True(version > 1); // The next change is a new one here.
    }

    [Fact]
    public void Database_OfTheFirstLayout_IsTakenOver()
    {
        using StateBed bed = new();
        bed.Close();
        File.Delete(bed.Settings.DecisionsPath);
        using (SqliteConnection old = SqliteFile.Open(bed.Settings.DecisionsPath, new SqliteLayout(1, "CREATE TABLE decisions (key TEXT PRIMARY KEY, value TEXT, epoch INTEGER NOT NULL, node TEXT NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL, decided INTEGER NOT NULL, base INTEGER NOT NULL, shared INTEGER NOT NULL) WITHOUT ROWID;"), isExclusive: true))
        {
            SqliteFile.Execute(old, "INSERT INTO decisions VALUES ('cell/na-1/mode', 'read-only', 7, 'node-1', 'ops-2', 'before', 0, 0, 1)");
        }

        bed.Restart();
        bed.Decide("fleet/mode", "read-only");
        bed.Restart();
        Assert.Equal("cell/na-1/mode=read-only@7 fleet/mode=read-only@8", bed.InForce());
        Assert.Empty(bed.Events.Lines);
    }

    [Fact]
    public void Copy_WithLinesOfOthers_KeepsTheGoodOnes()
    {
        using StateBed bed = new();
        bed.Decide("a", "1");
        bed.Close();
        File.Delete(bed.Settings.DecisionsPath);
        string good = File.ReadAllText(bed.Settings.CopyPath);
        string huge = good.Replace("\"epoch\":1", "\"epoch\":9223372036854775807", StringComparison.Ordinal);
        Assert.NotEqual(good, huge);
        File.WriteAllText(bed.Settings.CopyPath, "rubbish\n" + good + huge + "{}\nnull\n" + good[..20]);
        bed.Restart();
        Assert.Equal("a=1@1", bed.InForce());
    }

    private static DecisionEntry Entry(string key, string? value, long epoch, string node, int seconds = 0) =>
        new(key, value, epoch, node, "ops-2", "test", new DateTimeOffset(2027, 1, 1, 0, 0, seconds, TimeSpan.Zero), Base: 0, IsShared: true);
}
