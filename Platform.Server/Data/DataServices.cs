using Platform.Model;
using Platform.Server.Data.Sqlite;

namespace Platform.Server.Data;

internal static class DataServices
{
    /// <summary>Database, commit queue, outbox and keys over one data directory.</summary>
    public static IServiceCollection AddData(this IServiceCollection services, DataDirectory directory)
    {
        services.AddMetrics();
        services.AddSingleton(directory);
        services.AddSingleton<DataMetrics>();
        services.AddSingleton<CommitSignal>();
        services.AddSingleton<SqliteDatabase>();
        services.AddSingleton<IDatabase>(s => s.GetRequiredService<SqliteDatabase>());
        services.AddSingleton<SqliteCommitQueue>();
        services.AddSingleton<ICommitQueue>(s => s.GetRequiredService<SqliteCommitQueue>());
        services.AddSingleton<Migrator>();
        services.AddSingleton<DataRuntime>();
        services.AddHostedService(s => s.GetRequiredService<DataRuntime>());
        services.AddSingleton<IIdSource, IdSource>();
        services.AddSingleton<EffectDispatcher>();
        services.AddOptions<OutboxOptions>().BindConfiguration("Outbox");
        services.AddSingleton<OutboxStore>();
        services.AddSingleton<OutboxTargets>();
        services.AddSingleton<IOutbox, Outbox>();
        services.AddHostedService<OutboxDispatcher>();
        return services;
    }
}
