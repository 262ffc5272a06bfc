using System.CommandLine;
using Edge.LoadTests.Measuring;
using Edge.LoadTests.Reporting;
using Edge.LoadTests.Scenarios;

namespace Edge.LoadTests.Cli;

/// <summary>The command line: a command for each suite, <c>list</c> and <c>compare</c>.</summary>
internal static class LoadCommand
{
    public static Task<int> RunAsync(string[] arguments) => RunAsync(arguments, Console.Out, Console.Error);

    /// <param name="arguments">As from the shell.</param>
    /// <param name="output">Takes tables and reports.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (!OperatingSystem.IsLinux())
        {
            errors.WriteLine("The load generator runs on Linux only: its event loop is epoll.");
            return ExitCodes.NotRun;
        }

        var root = new RootCommand("Load scenarios for the gateway. Without --target they start a gateway with demo cells of their own.");
        foreach (ISuite suite in SuiteCatalogue.All)
        {
            root.Subcommands.Add(Run(suite, output, errors));
        }

        var list = new Command("list", "Names the scenarios and what each promises.");
        list.SetAction(_ =>
        {
            foreach (ISuite suite in SuiteCatalogue.All)
            {
                output.WriteLine($"{suite.Name,-20} {suite.Promise}");
            }

            return ExitCodes.Passed;
        });
        root.Subcommands.Add(list);
        root.Subcommands.Add(Compare(output, errors));
        int code = await root.Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = errors });
        return root.Parse(arguments).Errors.Count > 0 ? ExitCodes.NotRun : code;
    }

    private static Command Run(ISuite suite, TextWriter output, TextWriter errors)
    {
        var command = new Command(suite.Name, suite.Promise);
        var options = new SuiteOptions();
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                RunResult result = await SuiteRunner.RunAsync(options.Read(suite, parsed), output, TimeProvider.System, cancellationToken);
                return result.Passed ? ExitCodes.Passed : ExitCodes.ThresholdMissed;
            }
            catch (Exception exception) when (exception is FormatException or InvalidOperationException or IOException or UnauthorizedAccessException)
            {
                errors.WriteLine(exception.Message);
                return ExitCodes.NotRun;
            }
        });
        return command;
    }

    private static Command Compare(TextWriter output, TextWriter errors)
    {
        var first = new Argument<string>("before") { Description = "JSON of the first run." };
        var second = new Argument<string>("after") { Description = "JSON of the second." };
        var compare = new Command("compare", "Shows two results side by side.") { first, second };
        compare.SetAction(parsed =>
        {
            try
            {
                output.Write(Comparison.Of(ReportFiles.Read(parsed.GetRequiredValue(first)), ReportFiles.Read(parsed.GetRequiredValue(second))));
                return ExitCodes.Passed;
            }
            catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
            {
                errors.WriteLine(exception.Message);
                return ExitCodes.NotRun;
            }
        });
        return compare;
    }
}
