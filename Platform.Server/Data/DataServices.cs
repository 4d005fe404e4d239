using Platform.Model;
using Platform.Server.Data.Postgres;
using Platform.Server.Data.Sqlite;
using Platform.Server.Data.SqlServer;

namespace Platform.Server.Data;

internal static class DataServices
{
    /// <summary>Database, commit queue, outbox and keys over one data directory.</summary>
    /// <param name="database">Null: the embedded one.</param>
    public static IServiceCollection AddData(this IServiceCollection services, DataDirectory directory, DatabaseSettings? database = null)
    {
        services.AddMetrics();
        services.AddSingleton(directory);
        services.AddSingleton(database ?? DatabaseSettings.Embedded);
        services.AddSingleton<DataMetrics>();
        services.AddSingleton<CommitSignal>();
        services.AddSingleton<OutageWatch>();
        services.AddEngine((database ?? DatabaseSettings.Embedded).Engine);
        services.AddDuties((database ?? DatabaseSettings.Embedded).Shared);
        services.AddSingleton<IDatabase>(s => s.GetRequiredService<IDatabaseEngine>());
        services.AddSingleton<ICommitQueue>(s => s.GetRequiredService<ICommitWriter>());
        services.AddSingleton<Migrator>();
        services.AddSingleton<MigrationStore>();
        services.AddSingleton<DataRuntime>();
        services.AddHostedService(s => s.GetRequiredService<DataRuntime>());
        services.AddSingleton<IIdSource, IdSource>();
        services.AddSingleton<EffectDispatcher>();
        services.AddOptions<OutboxOptions>().BindConfiguration("Outbox");
        services.AddSingleton<OutboxStore>();
        services.AddSingleton<OutboxTargets>();
        services.AddSingleton<IOutbox, Outbox>();
        services.AddSingleton<IOutboundNotes, OutboundNotes>();
        services.AddHostedService<OutboxDispatcher>();
        return services;
    }

    private static void AddDuties(this IServiceCollection services, bool shared)
    {
        if (shared)
        {
            services.AddSingleton<SharedDuties>();
            services.AddSingleton<IDuties>(s => s.GetRequiredService<SharedDuties>());
            services.AddHostedService(s => s.GetRequiredService<SharedDuties>());
        }
        else
        {
            services.AddSingleton<IDuties, AllDuties>();
        }
    }

    private static void AddEngine(this IServiceCollection services, string engine)
    {
        switch (engine)
        {
            case Engines.Sqlite:
                services.AddSingleton<SqliteDatabase>();
                services.AddSingleton<IDatabaseEngine>(s => s.GetRequiredService<SqliteDatabase>());
                services.AddSingleton<ICommitWriter, SqliteCommitQueue>();
                break;
            case Engines.Postgres:
                services.AddServer<PostgresDatabase>();
                break;
            case Engines.SqlServer:
                services.AddServer<SqlServerDatabase>();
                break;
            default:
                throw new NotSupportedException($"There is no engine '{engine}'.");
        }
    }

    private static void AddServer<TDatabase>(this IServiceCollection services)
        where TDatabase : class, IServerDatabase
    {
        services.AddSingleton<IServerDatabase, TDatabase>();
        services.AddSingleton<IDatabaseEngine>(s => s.GetRequiredService<IServerDatabase>());
        services.AddSingleton<ICommitWriter, ServerCommitQueue>();
    }
}
