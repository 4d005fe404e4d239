using System.Globalization;

namespace Platform.Server.Hosting.Checkups;

/// <summary>All checkups, one after the other; one that fails is a finding itself and keeps nobody from the others.</summary>
internal sealed class Doctor(IEnumerable<ICheckup> checkups, ILogger<Doctor> log)
{
    public async Task<IReadOnlyList<Finding>> ExamineAsync(CancellationToken ct)
    {
        var findings = new List<Finding>();
        foreach (var checkup in checkups.OrderBy(c => c.Order))
        {
            try
            {
                findings.AddRange(await checkup.LookAsync(ct));
            }
#pragma warning disable CA1031 // Whatever is wrong, the operator is told, and of the rest too.
            catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
            {
                HostingLog.CheckupFailed(log, e, checkup.GetType().Name);
                findings.Add(Finding.Bad("checkup.failed", ("checkup", checkup.GetType().Name), ("reason", e.Message)));
            }
        }

        return findings;
    }

    /// <summary><c>doctor</c>: exit code 0 when nothing is bad.</summary>
    internal sealed class Command(Doctor doctor, ProblemTexts texts) : ICommand
    {
        public string Name => "doctor";

        public string Usage => "doctor [--lang zh-CN]: looks what is wrong with data directory, database, deliveries, timers, calendar; the server may run meanwhile";

        public bool NeedsData => false;

        public async Task<int> RunAsync(CommandLine line, TextWriter output, CancellationToken ct)
        {
            var culture = CultureInfo.GetCultureInfo(line.Get("lang") ?? "en");
            var findings = await doctor.ExamineAsync(ct);
            foreach (var finding in findings)
            {
                await output.WriteLineAsync($"{Mark(finding.Gravity)}  {texts.Of(finding.Said, culture)}");
            }

            return findings.Any(f => f.Gravity == Gravity.Bad) ? 1 : 0;
        }

        private static string Mark(Gravity gravity) => gravity switch
        {
            Gravity.Good => "ok     ",
            Gravity.Warning => "warning",
            _ => "BAD    ",
        };
    }
}
