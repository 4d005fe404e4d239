using System.Runtime.InteropServices;
using System.Text.Json;
using Platform.Drills;
using Platform.Server.Data;
using Platform.Server.Hosting;
using Platform.Tests.Storage;

namespace Platform.Benchmarks;

/// <summary>
/// The drill of the tests with more kills: one JSON line with what was done and how often something was found wrong. Told to stop, it kills no more and looks at what
/// is left.
/// </summary>
internal static class KillScenario
{
    public static async Task<int> RunAsync(Options options)
    {
        using var enough = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var folder = Directory.CreateTempSubdirectory("platform-kill-");
        try
        {
            Console.Error.WriteLine($"seed {options.Seed}");
            var connection = options.Connection ?? (options.Db == Engines.Postgres ? (await new PostgresCluster(durable: true).CreateAsync()).Connection : null);
            string[] database = connection is null ? [] : ["--db", options.Db, "--connection", connection];
            var report = await KillDrill.RunAsync(
                typeof(PlatformHost).Assembly.Location, folder.FullName, options.Count, options.Concurrency, options.Seed, Console.Error.WriteLine, enough.Token, database);
            foreach (var finding in report.Findings)
            {
                Console.Error.WriteLine($"{finding.Fault}: {finding.About}");
            }

            Console.WriteLine(JsonSerializer.Serialize(new
            {
                scenario = "kill",
                db = options.Db,
                seed = report.Seed,
                count = report.Kills,
                killsAtStart = report.KillsAtStart,
                fewestInFlight = report.InFlight,
                cases = report.Cases,
                completions = report.Completions,
                unanswered = report.Unanswered,
                deliveries = report.Deliveries,
                repeatedDeliveries = report.Repeated,
                wrong = report.Findings.Count,
                lost = Of(Fault.Lost),
                numbers = Of(Fault.Number),
                doubled = Of(Fault.Doubled),
                messages = Of(Fault.Message),
                stuck = Of(Fault.Stuck),
                journal = Of(Fault.Journal),
            }));
            return report.Findings.Count == 0 ? 0 : 1;

            int Of(Fault fault) => report.Findings.Count(f => f.Fault == fault);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            enough.Cancel();
        }
    }
}
