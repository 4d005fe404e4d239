using System.Globalization;

namespace Platform.Benchmarks;

/// <param name="Count">Cases to take from filing to delivery; kills.</param>
/// <param name="Warmup">Cases before them that are not measured: a server that has just started still compiles.</param>
/// <param name="Cases">Cases that are there before: what lists and searches find, and what others are filed beside. The newest have an open task each.</param>
/// <param name="Tasks">Open tasks.</param>
/// <param name="Seed">Decides when is killed, and what the crowd does.</param>
/// <param name="Connection">Of a server; null for PostgreSQL starts one of its own.</param>
internal sealed record Options(string Db, int Concurrency, int Count, int Warmup, string? Connection = null, int Cases = 100_000, int Tasks = 20_000, int Seed = 20260302)
{
    public static Options Read(string[] args)
    {
        var options = new Options("sqlite", 64, 2000, 2000);
        if (args.Length % 2 != 0)
        {
            throw new ArgumentException($"{args[^1]} has no value.");
        }

        for (var i = 0; i < args.Length; i += 2)
        {
            options = args[i] switch
            {
                "--db" => options with { Db = args[i + 1] },
                "--connection" => options with { Connection = args[i + 1] },
                "--concurrency" => options with { Concurrency = Number(args[i + 1]) },
                "--warmup" => options with { Warmup = Number(args[i + 1]) },
                "--cases" => options with { Cases = Number(args[i + 1]) },
                "--tasks" => options with { Tasks = Number(args[i + 1]) },
                "--seed" => options with { Seed = Number(args[i + 1]) },
                "--count" => options with { Count = Number(args[i + 1]) },
                _ => throw new ArgumentException($"Unknown option {args[i]}; there are --db, --connection, --concurrency, --count, --warmup, --cases, --tasks and --seed."),
            };
        }

        return options;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
