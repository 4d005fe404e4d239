using Platform.Benchmarks;

if (args is ["cases", .. var rest])
{
    return await CasesScenario.RunAsync(Options.Read(["--cases", "0", "--tasks", "0", .. rest]));
}

if (args is ["worklist" or "search", .. var sizes])
{
    return await ListScenario.RunAsync(args[0], Options.Read(sizes));
}

if (args is ["http", .. var submissions])
{
    return await HttpScenario.RunAsync(Options.Read(["--concurrency", "32", "--count", "4000", .. submissions]));
}

if (args is ["startup", .. var starts])
{
    return await StartupScenario.RunAsync(Options.Read(["--count", "5", .. starts]));
}

if (args is ["pdf", .. var prints])
{
    return await PdfScenario.RunAsync(Options.Read(["--count", "20", .. prints]));
}

if (args is ["kill", .. var kills])
{
    return await KillScenario.RunAsync(Options.Read(["--count", "500", "--concurrency", "32", .. kills]));
}

if (args is ["interpreter", .. var flows])
{
    return await FlowScenario.RunAsync(Options.Read(["--count", "60000", .. flows]));
}

if (args is ["flows", .. var cases])
{
    return await FlowCasesScenario.RunAsync(Options.Read(["--cases", "50000", "--count", "1000", .. cases]));
}

if (args is ["recovery", .. var recoveries])
{
    return await RecoveryScenario.RunAsync(Options.Read(["--cases", "100000", "--count", "5", "--concurrency", "32", .. recoveries]));
}

if (args is ["cluster", .. var cluster])
{
    return await ClusterScenario.RunAsync(Options.Read(["--db", "postgres", "--count", "30", "--concurrency", "32", .. cluster]));
}

if (args is ["soundness", .. var proofs])
{
    return await SoundnessScenario.RunAsync(Options.Read(["--count", "20", .. proofs]));
}

if (args is ["inheritance", .. var merges])
{
    return await InheritanceScenario.RunAsync(Options.Read(["--cases", "500", "--count", "10", "--tasks", "0", .. merges]));
}

if (args is ["designer", .. var pages])
{
    return await DesignerScenario.RunAsync(Options.Read(["--cases", "500", "--count", "200", "--warmup", "20", "--concurrency", "20", .. pages]));
}

Console.Error.WriteLine("dotnet run -c Release --project tests/Platform.Benchmarks -- cases [--db sqlite|postgres|sqlserver] [--connection C] [--concurrency N] [--count N] [--cases N] [--tasks N]");
Console.Error.WriteLine("dotnet run -c Release --project tests/Platform.Benchmarks -- worklist|search [--db …] [--connection C] [--cases N] [--tasks N] [--count N]");
Console.Error.WriteLine("dotnet run -c Release --project tests/Platform.Benchmarks -- http [--db …] [--connection C] [--concurrency 32] [--count 4000] [--warmup N]");
Console.Error.WriteLine("dotnet run -c Release --project tests/Platform.Benchmarks -- startup [--db …] [--connection C] [--count 5]");
Console.Error.WriteLine("dotnet run -c Release --project tests/Platform.Benchmarks -- pdf [--db …] [--connection C] [--count 20]");
Console.Error.WriteLine("dotnet run -c Release --project tests/Platform.Benchmarks -- kill [--db sqlite|postgres|sqlserver] [--connection C] [--count 500] [--concurrency 32] [--seed N]");
Console.Error.WriteLine("dotnet run -c Release --project tests/Platform.Benchmarks -- interpreter [--count N]");
Console.Error.WriteLine("dotnet run -c Release --project tests/Platform.Benchmarks -- flows [--db …] [--connection C] [--concurrency N] [--count 1000] [--warmup N] [--cases 50000]");
Console.Error.WriteLine("dotnet run -c Release --project tests/Platform.Benchmarks -- recovery [--db …] [--connection C] [--cases 100000] [--count 5] [--concurrency 32]");
Console.Error.WriteLine("dotnet run -c Release --project tests/Platform.Benchmarks -- cluster [--concurrency 32] [--count SECONDS] [--seed N]");
Console.Error.WriteLine("dotnet run -c Release --project tests/Platform.Benchmarks -- soundness [--count 20]");
Console.Error.WriteLine("dotnet run -c Release --project tests/Platform.Benchmarks -- inheritance [--db …] [--connection C] [--cases 500] [--count 10]");
Console.Error.WriteLine("dotnet run -c Release --project tests/Platform.Benchmarks -- designer [--db …] [--connection C] [--cases 500] [--count KEYS] [--warmup KEYS] [--concurrency PAGES]");
return 2;
