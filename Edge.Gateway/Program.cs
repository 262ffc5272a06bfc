return await Edge.Gateway.Cli.EdgeCommand.RunAsync(args);
