using Edge.LoadTests.Cli;

return await LoadCommand.RunAsync(args);
