using Platform.Server.Hosting;

return await Commands.RunAsync(args, Console.Out, Console.Error, CancellationToken.None);
