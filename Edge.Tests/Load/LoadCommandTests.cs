using Edge.LoadTests.Cli;
using Edge.LoadTests.Demo;
using Edge.LoadTests.Reporting;
using Edge.LoadTests.Scenarios;
using Edge.Tests.TestKit;

namespace Edge.Tests.Load;

public sealed class LoadCommandTests
{
    [Fact]
    public async Task List_NamesEverySuiteAndItsPromise()
    {
        (int code, string output, _) = await RunAsync("list");
        Assert.Equal(0, code);
        Assert.Equal(
            ["steady", "burst", "noisy-neighbour", "noisy-100k-tenants", "slow-origin", "cell-loss", "failover", "waf-mix", "tls-handshakes", "soak"],
            output.TrimEnd().Split('\n').Select(static line => line.Split(' ')[0]));
        Assert.All(SuiteCatalogue.All, suite => Assert.Contains(suite.Promise, output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--target http://example.com/", "--target is \"http://example.com/\": only this machine may be loaded (127.0.0.0/8, [::1], localhost, *.localhost). Run the load where the target runs.")]
    [InlineData("--target http://192.0.2.1:80/", "--target is \"http://192.0.2.1:80/\": only this machine may be loaded (127.0.0.0/8, [::1], localhost, *.localhost). Run the load where the target runs.")]
    [InlineData("--target http://127.0.0.1.example.com/", "--target is \"http://127.0.0.1.example.com/\": only this machine may be loaded (127.0.0.0/8, [::1], localhost, *.localhost). Run the load where the target runs.")]
    [InlineData("--target ftp://localhost/", "--target is \"ftp://localhost/\"; give an http or https URL of this machine, such as http://127.0.0.1:8080/echo.")]
    [InlineData("--target http://localhost/ --demo", "--demo and --target exclude each other.")]
    [InlineData("--rate 0", "--rate is 0; give a number from 0.1 to 1000000.")]
    [InlineData("--duration 5", "--duration is \"5\"; give a duration up to 7 days with ms, s, m or h, such as 30s.")]
    [InlineData("--duration 0s", "--duration is \"0s\"; give a duration up to 7 days with ms, s, m or h, such as 30s.")]
    [InlineData("--duration 200h", "--duration is \"200h\"; give a duration up to 7 days with ms, s, m or h, such as 30s.")]
    [InlineData("--protocol h3", "--protocol is \"h3\"; give h1 or h2.")]
    [InlineData("--connection some", "--connection is \"some\"; give keep-alive or new.")]
    [InlineData("--gateway /nowhere.dll", "--gateway is \"/nowhere.dll\": there is no such file. Name the built Edge.Gateway.dll.")]
    public async Task Steady_WithAWrongOption_SaysWhatIsAccepted(string options, string message)
    {
        (int code, _, string errors) = await RunAsync(["steady", .. options.Split(' ')]);
        Assert.Equal((ExitCodes.NotRun, message), (code, errors.TrimEnd()));
    }

    [Fact]
    public async Task SuiteOfTheDemo_WithATarget_IsRefused()
    {
        (int code, _, string errors) = await RunAsync("cell-loss", "--target", "http://127.0.0.1:1/");
        Assert.Equal(ExitCodes.NotRun, code);
        Assert.StartsWith("cell-loss runs against the demo only", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Steady_WhereNobodyListens_SaysSo()
    {
        int port = FreePorts.Take(1)[0];
        (int code, _, string errors) = await RunAsync("steady", "--target", $"http://127.0.0.1:{port}/");
        Assert.Equal(ExitCodes.NotRun, code);
        Assert.StartsWith($"Nothing answers at 127.0.0.1:{port}", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("requests >= 1", ExitCodes.Passed)]
    [InlineData("requests < 1", ExitCodes.ThresholdMissed)]
    [InlineData("nobody.p99 < 1s", ExitCodes.ThresholdMissed)]
    [InlineData("p99", ExitCodes.NotRun)]
    public async Task Steady_WithAThreshold_ExitsByIt(string threshold, int expected)
    {
        await using var origin = new StallingOrigin(stallAt: 0);
        using var folder = new TestFolder();
        (int code, string output, string errors) = await RunAsync(
            "steady", "--target", $"http://{origin.Address}/x?y=1", "--copies", "2", "--duration", "1s", "--warm-up", "0s", "--threshold", threshold, "--threshold", "answered >= 1", "--report", folder.Path);
        Assert.True(code == expected, output + errors);
        Assert.Equal(expected != ExitCodes.NotRun, File.Exists(folder["steady.json"]));
        if (expected == ExitCodes.Passed)
        {
            (int compared, string comparison, _) = await RunAsync("compare", folder["steady.json"], folder["steady.json"]);
            Assert.Equal(0, compared);
            Assert.Contains("| steady | read |", comparison, StringComparison.Ordinal);
            Assert.Equal($"http://127.0.0.1:{origin.Address.Port}/x?y=1", ReportFiles.Read(folder["steady.json"]).Settings.Target);
        }
    }

    [Fact]
    public async Task Compare_WithWhatIsNoResult_SaysWhichFile()
    {
        using var folder = new TestFolder();
        folder.Write("a.json", "{}");
        (int code, _, string errors) = await RunAsync("compare", folder["a.json"], folder["a.json"]);
        Assert.Equal((ExitCodes.NotRun, $"{folder["a.json"]} is no result of a load run: give two .json files that --report wrote."), (code, errors.TrimEnd()));
    }

    [Fact]
    public async Task UnknownSuite_IsNotRun() => Assert.Equal(ExitCodes.NotRun, (await RunAsync("gentle")).Code);

    internal static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        StringWriter output = new(), errors = new();
        int code = await LoadCommand.RunAsync(arguments, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
