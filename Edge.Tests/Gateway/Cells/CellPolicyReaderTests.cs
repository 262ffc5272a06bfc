using Edge.Gateway.Cells;
using Edge.Gateway.Cells.Routing;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Cells;

public sealed class CellPolicyReaderTests
{
    [Fact]
    public void Zone_ThatIsNoName_IsAnError()
    {
        using ConfigFolder folder = new();
        folder.With("cells.json", """{ "cells": [ { "id": "na-1", "destinations": [ { "id": "a1", "address": "http://127.0.0.1:5101", "zone": "us/east" } ] } ] }""");
        Assert.Contains("'cells.destinations.zone' is \"us/east\"; set 1 to", folder.Diagnostics(), StringComparison.Ordinal);
    }

    [Fact]
    public void Cell_TakesTheDefaults_KeyByKey()
    {
        using ConfigFolder folder = new();
        folder.With("cells.json", """
            {
              "defaults": {
                "health": { "path": "/up", "interval": "5s" }, "retries": { "max": 1, "statuses": [503] }, "panicPercent": 30,
                "routing": { "policy": "consistentHash", "hash": "cookie:sid" },
              },
              "cells": [
                {
                  "id": "na-1", "jurisdiction": "us", "health": { "interval": "3s" }, "retries": { "budgetPercent": 50 }, "routing": { "hash": "address" },
                  "destinations": [ { "id": "a1", "address": "http://127.0.0.1:5101" } ],
                },
                { "id": "na-2", "jurisdiction": "us", "destinations": [ { "id": "a1", "address": "http://127.0.0.1:5101" } ] },
              ],
            }
            """);
        IReadOnlyList<Cell> cells = folder.LoadGood().Get<CellTable>().Cells;
        CellPolicy own = cells[0].Policy;
        Assert.Equal(("/up", true, TimeSpan.FromSeconds(3)), (own.Health.Path, own.Health.PathIsChosen, own.Health.Interval));
        Assert.Equal((1, 50, 3), (own.Retries.Max, own.Retries.BudgetPercent, own.Retries.MinConcurrent));
        Assert.Equal([503], own.Retries.Statuses);
        Assert.Equal(30, own.PanicPercent);
        Assert.Equal((RoutingPolicy.ConsistentHash, HashSource.Address, ""), (own.Routing.Policy, own.Routing.Hash, own.Routing.HashName));
        Assert.Equal((HashSource.Cookie, "sid", TimeSpan.FromSeconds(5)), (cells[1].Policy.Routing.Hash, cells[1].Policy.Routing.HashName, cells[1].Policy.Health.Interval));
    }

    [Fact]
    public void Node_HasItsZone_BesideItsId()
    {
        using ConfigFolder folder = new();
        Assert.Equal("", folder.LoadGood().Get<CellTable>().NodeZone);
        folder.With("edge.json", """{ "node": { "id": "n1", "zone": "us-east-1a" } }""");
        Assert.Equal("us-east-1a", folder.LoadGood().Get<CellTable>().NodeZone);
    }
}
