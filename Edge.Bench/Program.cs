BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(Edge.Bench.AddressTableBenchmarks).Assembly).Run(args);
return 0;
