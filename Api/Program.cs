using LensGrains.Api.Hosting;
using LensGrains.Silo;

if (UpOptions.Parse(args, out var exitCode) is not { } options)
{
    return exitCode;
}

await using var app = LensGrainsServer.Build(options);
var link = await app.SignInOwnerAsync(options);
try
{
    await app.StartAsync();
}
catch (IOException error)
{
    Console.Error.WriteLine($"lens: cannot listen on {options.Bind}:{options.Port}: {error.Message}");
    return 1;
}

var url = app.Url();
Console.WriteLine($"listening on {url}");
if (link is not null)
{
    Console.WriteLine($"{url}/?token={link}");
}

await app.WaitForShutdownAsync();
return 0;
