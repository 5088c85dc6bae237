using LensGrains.Api.Hosting;
using LensGrains.Silo;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

if (UpOptions.Parse(args, out var exitCode) is not { } options)
{
    return exitCode;
}

Directory.CreateDirectory(options.Data);
var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions());
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None); // its lines carry query strings, and those the link's token
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(options.Bind, options.Port));
builder.Services.AddLensGrainsSilo(silo => silo.DataDirectory = options.Data);
builder.Services.AddLensGrainsApi(options);

var app = builder.Build();
app.MapLensGrainsApi();
await app.StartAsync();
var link = app.SignInOwner(options);
var url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
Console.WriteLine($"listening on {url}");
Console.WriteLine($"{url}/?token={link}");
await app.WaitForShutdownAsync();
return 0;
