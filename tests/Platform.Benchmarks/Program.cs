using Platform.Benchmarks;

if (args is ["cases", .. var rest])
{
    return await CasesScenario.RunAsync(Options.Read(rest));
}

if (args is ["worklist" or "search", .. var sizes])
{
    return await ListScenario.RunAsync(args[0], Options.Read(sizes));
}

if (args is ["kill", .. var kills])
{
    return await KillScenario.RunAsync(Options.Read(["--count", "500", "--concurrency", "32", .. kills]));
}

Console.Error.WriteLine("dotnet run -c Release --project tests/Platform.Benchmarks -- cases [--db sqlite|postgres|sqlserver] [--connection C] [--concurrency N] [--count N]");
Console.Error.WriteLine("dotnet run -c Release --project tests/Platform.Benchmarks -- worklist|search [--db …] [--connection C] [--cases N] [--tasks N] [--count N]");
Console.Error.WriteLine("dotnet run -c Release --project tests/Platform.Benchmarks -- kill [--db sqlite|postgres|sqlserver] [--connection C] [--count 500] [--concurrency 32] [--seed N]");
return 2;
