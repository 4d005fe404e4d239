using Platform.Benchmarks;

if (args is ["cases", .. var rest])
{
    return await CasesScenario.RunAsync(Options.Read(rest));
}

Console.Error.WriteLine("dotnet run -c Release --project tests/Platform.Benchmarks -- cases [--db sqlite|postgres|sqlserver] [--connection C] [--concurrency N] [--count N]");
return 2;
