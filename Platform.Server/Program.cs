using Platform.Server.Hosting;

try
{
    return await Commands.RunAsync(args, Console.Out, Console.Error, CancellationToken.None);
}
#pragma warning disable CA1031 // The last place that can say what happened; an exit code is better than a core dump.
catch (Exception e)
#pragma warning restore CA1031
{
    await Console.Error.WriteLineAsync(e.ToString());
    return 1;
}
