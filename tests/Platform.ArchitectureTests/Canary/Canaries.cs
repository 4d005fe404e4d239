#pragma warning disable RS0030 // A canary does on purpose what is banned: it proves that the rule sees it.
#pragma warning disable CA1822 // Instance members, so that the compiled code looks like the code the rules are for.

namespace Platform.ArchitectureTests.Canary.North
{
    internal sealed class NorthModule
    {
        public Func<Task<string>> Ask() => async () =>
        {
            await Task.Yield();
            return new South.SouthDesk().Answer();
        };
    }

    internal sealed class GoodNorth
    {
        public string Read() => Data.Connections.Name;
    }
}

namespace Platform.ArchitectureTests.Canary.South
{
    internal sealed class SouthDesk
    {
        public string Answer() => "";
    }
}

namespace Platform.ArchitectureTests.Canary.Hosting
{
    internal sealed class NosyHost
    {
        public Type Feature => typeof(South.SouthDesk);
    }
}

namespace Platform.ArchitectureTests.Canary.Data
{
    internal static class Connections
    {
        public static string Name => nameof(Connections);
    }

    internal sealed class NosyData
    {
        public Hosting.NosyHost? Host { get; set; }
    }
}

namespace Platform.ArchitectureTests.Canary
{
    internal sealed class Contents
    {
        public object Feature { get; } = new North.NorthModule();
    }

    internal sealed class Gossip
    {
        public object Feature { get; } = new North.NorthModule();
    }

    internal sealed class SqlInAHandler
    {
        public string Sql { get; } = "select case_id from case_line where number = @number";
    }

    internal sealed class FineStore
    {
        public string Sql { get; } = "select case_id from case_line where number = @number";
    }

    internal sealed class OwnClock
    {
        public async Task<DateTimeOffset> NowAsync()
        {
            await Task.Yield();
            return DateTimeOffset.UtcNow;
        }

        public Guid Key() => Guid.NewGuid();
    }

    internal sealed class Blocking
    {
        public int Wait(Task<int> task) => task.Result;
    }

    internal sealed class Duties;

    internal sealed class Eager : Microsoft.Extensions.Hosting.BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
    }

    internal sealed class Dutiful(Duties duties) : Microsoft.Extensions.Hosting.BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.FromResult(duties);
    }

    /// <summary>Public without being a page.</summary>
    public sealed class Exposed;

    /// <summary>A page.</summary>
    public sealed class Page : Microsoft.AspNetCore.Components.ComponentBase
    {
        /// <summary>What it shows.</summary>
        [Microsoft.AspNetCore.Components.Parameter]
        public IReadOnlyList<Shown> Rows { get; set; } = [];
    }

    /// <summary>Public because a page shows it.</summary>
    public sealed record Shown(ShownToo Inner);

    /// <summary>Public because what a page shows holds it.</summary>
    public sealed record ShownToo(int Value);
}
